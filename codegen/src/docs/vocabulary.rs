//! The words of the documentation: what the reader looks for, and how each language says it. No other file of the reader
//! knows a word of a language; one more language is one more table here.
//!
//! Headings, labels of rows and heads of columns are compared as [`plain`](super::table::plain) has them: in small letters,
//! without spaces. What is looked for within sentences is a piece of a regular expression, in which case does not matter.

use crate::facts::{Language, PerFacts, TypeFacts};

/// What a section of a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// URL, method, limits and so on.
    Request,
    /// The headers of the request.
    Headers,
    /// The parameters in the path.
    Path,
    /// The parameters in the query.
    Query,
    /// The fields of the body.
    Body,
    /// Parameters; the method tells where they stand.
    Params,
    /// A sample of a request.
    RequestSample,
    /// The response.
    Response,
    /// The headers of the response.
    ResponseHeaders,
    /// A sample of a response.
    ResponseSample,
    /// The errors.
    Errors,
    /// What an event carries; only pages of events have it.
    Event,
    /// What the platform sends to a caller's own server; only pages of callbacks have it.
    Callback,
}

/// What a row of the first table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// The URL.
    Url,
    /// The method.
    Method,
    /// The event that the page describes.
    Event,
    /// The callback that the page describes.
    Callback,
    /// The scopes that some fields need.
    FieldScopes,
    /// The scopes of which one is needed.
    Scopes,
    /// The kinds of apps.
    Apps,
    /// The rate limit.
    RateLimit,
    /// The kinds of tokens.
    Tokens,
}

/// How much of a label a word has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// All of it.
    Whole,
    /// Its beginning.
    Start,
    /// Any part.
    Part,
}

/// How the first table of a page is headed, which differs from dialect to dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// As in normalised pages.
    Normalised,
    /// As the documentation service has it, and pages with code samples.
    Original,
}

/// A language.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Which.
    pub(super) language: Language,
    /// The words that tell a section. The first that a heading contains counts, so that the narrower come first.
    pub(super) sections: &'static [(&'static str, Section)],
    /// Headings are short; a longer text that contains one of the words speaks about something else. How many characters
    /// more a heading may have than a word of one or two characters, and than a longer one, which tells a section more
    /// surely.
    pub(super) longest_rest: [usize; 2],
    /// The heads of the first table.
    pub(super) headings: &'static [(&'static str, Heading)],
    /// The labels of its rows. The first that fits counts.
    pub(super) labels: &'static [(Fit, &'static str, Label)],
    /// The titles of the kinds of apps.
    pub(super) apps: &'static [(&'static str, &'static str)],
    /// What says that a rate limit is special.
    pub(super) special: &'static str,
    /// What stands between the number of a rate limit and its unit.
    pub(super) per: &'static str,
    /// The units; nothing where the facts have no such unit.
    pub(super) units: &'static [(&'static str, Option<PerFacts>)],
    /// What ends a sentence.
    pub(super) sentence_end: &'static str,
    /// The heads of the columns of tables of fields and of errors.
    pub(super) columns: Columns,
    /// What a cell begins with that says "no", and that says "yes".
    pub(super) answers: [&'static [&'static str]; 2],
    /// What marks the name of a field as that of a required one.
    pub(super) marks_required: &'static [&'static str],
    /// What a cell says that has nothing to say.
    pub(super) nothing: &'static [&'static str],
    /// The names of types.
    pub(super) types: &'static [(&'static str, TypeFacts)],
    /// The names of lists.
    pub(super) lists: &'static [&'static str],
    /// The labels of descriptions.
    pub(super) described: Described,
    /// The words of limits.
    pub(super) limits: Limits,
    /// What the prose of descriptions says.
    pub(super) prose: Prose,
    /// What tells the list of types below a table.
    pub(super) type_lists: &'static [TypeList],
    /// What says that a response is a file.
    pub(super) bytes: &'static [&'static str],
    /// What a page shows in place of something that it hides.
    pub(super) hidden: &'static [&'static str],
    /// What stands before the date of the last change.
    pub(super) stamp: &'static str,
}

/// What tells the list of types below a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeList {
    /// What begins it.
    pub(super) label: &'static str,
    /// What follows the name of a type.
    pub(super) name: &'static str,
}

/// The heads of columns, as they are without emphasis and spaces; those of `required` may be a part.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) name: &'static [&'static str],
    pub(super) ty: &'static [&'static str],
    pub(super) description: &'static [&'static str],
    pub(super) required: &'static [&'static str],
    pub(super) example: &'static [&'static str],
    pub(super) default: &'static [&'static str],
    pub(super) status: &'static [&'static str],
    pub(super) code: &'static [&'static str],
    pub(super) message: &'static [&'static str],
    /// What to do about an error, and the like: it is no fact.
    pub(super) advice: &'static [&'static str],
}

/// The labels that part a description, in bold.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) example: &'static str,
    /// What may announce a sample without emphasis.
    pub(super) bare_example: &'static str,
    pub(super) values: &'static str,
    pub(super) rules: &'static str,
    /// Labels that are a rule themselves.
    pub(super) rule: &'static str,
    pub(super) default: &'static str,
    pub(super) note: &'static str,
    /// Labels of what is no fact of a field.
    pub(super) other: &'static str,
    /// A label of values without emphasis, and what may stand behind it.
    pub(super) announced: [&'static str; 2],
}

/// The words of limits.
#[derive(Debug)]
pub(super) struct Limits {
    pub(super) longest: &'static str,
    pub(super) shortest: &'static str,
    pub(super) length: &'static str,
    pub(super) largest: &'static str,
    pub(super) smallest: &'static str,
    pub(super) range: &'static str,
    pub(super) pattern: &'static str,
    /// What may stand between the word and its figure.
    pub(super) is: &'static str,
    /// What figures count.
    pub(super) unit: &'static str,
    /// What joins the ends of a range.
    pub(super) joints: &'static [char],
    /// What may be stated without a label of its own.
    pub(super) bare: &'static str,
}

/// What only the prose of a description says, each up to the figure.
#[derive(Debug)]
pub(super) struct Prose {
    /// The word for a default.
    pub(super) default: &'static str,
    /// The same with all that may stand before the value.
    pub(super) default_is: &'static str,
    /// What ends the words on a default.
    pub(super) end: &'static str,
    /// What announces values.
    pub(super) values: &'static str,
    /// What may stand before a range in brackets, and what stands before one without.
    pub(super) range: [&'static str; 2],
    pub(super) largest: &'static str,
    pub(super) longest: &'static str,
    /// What counts characters.
    pub(super) characters: &'static str,
    pub(super) most_items: &'static str,
}

/// All languages that are read.
pub(super) const ALL: [&Vocabulary; 2] = [&CHINESE, &ENGLISH];

/// What all languages have of something, one after the other.
pub(super) fn all<T: Copy + 'static>(
    of: fn(&'static Vocabulary) -> &'static [T],
) -> impl Iterator<Item = T> {
    ALL.into_iter()
        .flat_map(move |words| of(words).iter().copied())
}

/// A piece of a regular expression that fits what any language says.
pub(super) fn any(of: fn(&'static Vocabulary) -> &'static str) -> String {
    let pieces: Vec<_> = ALL
        .into_iter()
        .map(of)
        .filter(|piece| !piece.is_empty())
        .collect();
    format!("(?i:{})", pieces.join("|"))
}

/// So many words tell that a text is in English, and not only in letters that all languages use for names and code.
const FEWEST_WORDS: usize = 50;

/// The language that a text seems to be in: its letters tell, and signs that only other languages have.
pub(super) fn language_of(text: &str) -> Option<Language> {
    let is_kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
    let is_han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    if text.contains(is_kana) {
        None
    } else if text.contains(is_han) {
        Some(Language::Zh)
    } else {
        let is_foreign = |c: char| c.is_alphabetic() && !c.is_ascii();
        let has_words = text.split_whitespace().nth(FEWEST_WORDS).is_some();
        (has_words && !text.contains(is_foreign)).then_some(Language::En)
    }
}

/// Whether a cell says that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    let is_word = |word: &str| text.eq_ignore_ascii_case(word);
    matches!(text, "" | "-" | "\\-" | "/") || all(|words| words.nothing).any(is_word)
}

static CHINESE: Vocabulary = Vocabulary {
    language: Language::Zh,
    sections: &[
        // Its table has the header `Range`.
        ("部分下载", Section::Headers),
        ("请求头", Section::Headers),
        ("请求header", Section::Headers),
        ("header参数", Section::Headers),
        ("请求query", Section::Query),
        ("请求path", Section::Path),
        ("query参数", Section::Query),
        ("body参数", Section::Body),
        ("path参数", Section::Path),
        ("响应头", Section::ResponseHeaders),
        ("返回头", Section::ResponseHeaders),
        ("路径参数", Section::Path),
        ("查询参数", Section::Query),
        ("请求体示例", Section::RequestSample),
        ("请求示例", Section::RequestSample),
        ("请求demo", Section::RequestSample),
        ("curl示例", Section::RequestSample),
        ("响应体示例", Section::ResponseSample),
        ("响应示例", Section::ResponseSample),
        ("返回示例", Section::ResponseSample),
        ("返回体示例", Section::ResponseSample),
        ("返回值示例", Section::ResponseSample),
        ("返回结果示例", Section::ResponseSample),
        ("请求体", Section::Body),
        ("请求body", Section::Body),
        ("请求参数", Section::Params),
        ("响应体", Section::Response),
        ("响应参数", Section::Response),
        ("返回体", Section::Response),
        ("返回body", Section::Response),
        ("返回参数", Section::Response),
        ("返回值", Section::Response),
        ("返回结果", Section::Response),
        ("错误码", Section::Errors),
        ("事件体", Section::Event),
        ("回调", Section::Callback),
        ("事件", Section::Event),
        ("请求", Section::Request),
        ("响应", Section::Response),
        ("返回", Section::Response),
    ],
    longest_rest: [4, 8],
    headings: &[("项目", Heading::Normalised), ("基本", Heading::Original)],
    labels: &[
        (Fit::Whole, "请求url", Label::Url),
        (Fit::Whole, "请求地址", Label::Url),
        (Fit::Whole, "接口地址", Label::Url),
        (Fit::Whole, "请求方法", Label::Method),
        (Fit::Whole, "请求方式", Label::Method),
        (Fit::Whole, "事件类型", Label::Event),
        (Fit::Whole, "回调类型", Label::Callback),
        (Fit::Start, "字段权限", Label::FieldScopes),
        (Fit::Start, "权限要求", Label::Scopes),
        (Fit::Part, "应用类型", Label::Apps),
        (Fit::Part, "频率限制", Label::RateLimit),
        (Fit::Part, "频控", Label::RateLimit),
        (Fit::Part, "访问令牌", Label::Tokens),
        (Fit::Part, "访问凭证", Label::Tokens),
    ],
    apps: &[("custom", "自建应用"), ("isv", "商店应用")],
    special: "特殊",
    per: r"次\s*(?:/|／|每)",
    units: &[
        ("秒", Some(PerFacts::Second)),
        ("分钟", Some(PerFacts::Minute)),
        ("分", Some(PerFacts::Minute)),
        ("天", Some(PerFacts::Day)),
        ("日", Some(PerFacts::Day)),
        ("小时", None),
        ("时", None),
    ],
    sentence_end: "。",
    columns: Columns {
        name: &[
            "名称",
            "参数",
            "参数名",
            "参数名称",
            "字段",
            "字段名",
            "字段名称",
            "属性",
        ],
        ty: &["类型", "参数类型", "字段类型", "数据类型"],
        description: &[
            "描述",
            "说明",
            "参数说明",
            "字段说明",
            "参数描述",
            "含义",
            "备注",
        ],
        required: &["必填", "必须", "必需", "必选", "必传"],
        example: &["示例值", "示例", "实例", "样例"],
        default: &["默认值", "默认"],
        status: &["http状态码", "状态码", "http码"],
        code: &["错误码", "返回码"],
        message: &[
            "描述",
            "错误信息",
            "错误描述",
            "错误消息",
            "错误说明",
            "说明",
        ],
        advice: &["排查建议", "解决方案", "处理建议", "解决方法", "备注"],
    },
    answers: [&["否", "选填", "可选", "非必", "不", "条件"], &["是", "必"]],
    marks_required: &["必选", "必填"],
    nothing: &["无", "空"],
    types: &[
        ("字符串", TypeFacts::String),
        ("文本", TypeFacts::String),
        ("json字符串", TypeFacts::String),
        ("整数", TypeFacts::Int),
        ("整型", TypeFacts::Int),
        ("数字", TypeFacts::Float),
        ("布尔", TypeFacts::Bool),
        ("布尔值", TypeFacts::Bool),
        ("对象", TypeFacts::Object),
        ("文件", TypeFacts::File),
    ],
    lists: &["数组", "列表"],
    described: Described {
        example: "示例值?",
        bare_example: "示例值?",
        values: "(?:可选|枚举|可能|可能的|可选的|取)值(?:有|为|包括|如下)?",
        rules: "(?:数据)?校验规则",
        rule: "长度限制|长度范围|最大长度|最小长度|取值范围|最大值|最小值|正则校验|正则表达式",
        default: "默认值",
        note: "注意|注意事项|说明|使用说明|提示",
        other: r"固定值|值格式|字段权限要求[^*\n]*|当值为[^*\n]*",
        announced: [
            "可选值|枚举值|可能值|可能的值|以下枚举|取值",
            "有|包括|为|如下所示|如下",
        ],
    },
    limits: Limits {
        longest: "最大长度|最长",
        shortest: "最小长度|最短",
        length: "长度范围|长度限制|长度",
        largest: "最大值",
        smallest: "最小值",
        range: "取值范围",
        pattern: "正则(?:校验|表达式)?",
        is: "为|是",
        unit: "个?字符|个?字节|个",
        joints: &['至', '到'],
        bare: "最大长度|最小长度|长度范围|取值范围|正则校验",
    },
    prose: Prose {
        default: "默认",
        default_is: r"默认值?\s*(?:为|是)?",
        end: "[。，,；;）)]",
        values: "(?:可选值|枚举值)(?:有|为|包括)?",
        range: [r"取值(?:范围)?\s*[:：为]?", "取值"],
        largest: "最大值?为",
        longest: r"最大长度\s*(?:为|是)?",
        characters: r"(?:个\s*)?字符",
        most_items: r"最大元素个数\s*(?:为|是)?|一次性?最多(?:可|可以|支持)?(?:传递|传入|邀请|添加|查询)",
    },
    type_lists: &[TypeList {
        label: "类型额外说明",
        name: "类型说明",
    }],
    bytes: &["二进制", "文件流"],
    hidden: &["展开子列表", "展开"],
    stamp: r"最后更新[于:：]*|更新于[:：]?",
};

static ENGLISH: Vocabulary = Vocabulary {
    language: Language::En,
    sections: &[
        ("requestbodyexample", Section::RequestSample),
        ("requestbodysample", Section::RequestSample),
        ("requestexample", Section::RequestSample),
        ("requestsample", Section::RequestSample),
        ("examplerequest", Section::RequestSample),
        ("samplerequest", Section::RequestSample),
        ("curlexample", Section::RequestSample),
        ("responsebodyexample", Section::ResponseSample),
        ("responsebodysample", Section::ResponseSample),
        ("responseexample", Section::ResponseSample),
        ("responsesample", Section::ResponseSample),
        ("exampleresponse", Section::ResponseSample),
        ("sampleresponse", Section::ResponseSample),
        ("requestheader", Section::Headers),
        ("partialdownload", Section::Headers),
        ("pathparameter", Section::Path),
        ("queryparameter", Section::Query),
        ("requestbodyparameter", Section::Body),
        ("requestbody", Section::Body),
        ("requestparameter", Section::Params),
        ("responseheader", Section::ResponseHeaders),
        ("responsebodyparameter", Section::Response),
        ("bodyparameter", Section::Body),
        ("responsebody", Section::Response),
        ("responseparameter", Section::Response),
        ("httperrorcode", Section::Errors),
        ("errorcodelist", Section::Errors),
        ("errorcode", Section::Errors),
        ("eventbodyexample", Section::Event),
        ("eventbody", Section::Event),
        ("event", Section::Event),
        ("callbackbody", Section::Callback),
        ("callback", Section::Callback),
        ("request", Section::Request),
        ("response", Section::Response),
    ],
    // The plural.
    longest_rest: [2, 2],
    headings: &[
        ("facts", Heading::Normalised),
        ("basics", Heading::Normalised),
        ("item", Heading::Normalised),
    ],
    labels: &[
        (Fit::Whole, "httpurl", Label::Url),
        (Fit::Whole, "requesturl", Label::Url),
        (Fit::Whole, "httpmethod", Label::Method),
        (Fit::Whole, "requestmethod", Label::Method),
        (Fit::Whole, "eventtype", Label::Event),
        (Fit::Whole, "callbacktype", Label::Callback),
        (Fit::Start, "requiredfieldscope", Label::FieldScopes),
        (Fit::Start, "requiredfieldpermission", Label::FieldScopes),
        (Fit::Start, "fieldscope", Label::FieldScopes),
        (Fit::Start, "fieldpermission", Label::FieldScopes),
        (Fit::Start, "requiredscope", Label::Scopes),
        (Fit::Start, "requiredpermission", Label::Scopes),
        (Fit::Start, "scope", Label::Scopes),
        (Fit::Start, "permission", Label::Scopes),
        (Fit::Part, "apptype", Label::Apps),
        (Fit::Part, "ratelimit", Label::RateLimit),
        (Fit::Part, "frequencylimit", Label::RateLimit),
        (Fit::Part, "accesstoken", Label::Tokens),
    ],
    apps: &[("custom", "custom app"), ("isv", "store app")],
    special: r"\bspecial\b",
    per: r"(?:(?:times|requests|calls)\s*)?(?:/|per\b)",
    units: &[
        ("second", Some(PerFacts::Second)),
        ("sec", Some(PerFacts::Second)),
        ("minute", Some(PerFacts::Minute)),
        ("min", Some(PerFacts::Minute)),
        ("day", Some(PerFacts::Day)),
        ("hour", None),
    ],
    sentence_end: r"\.\s",
    columns: Columns {
        name: &["key", "name", "parameter", "field", "parameters", "fields"],
        ty: &["type", "parametertype", "datatype"],
        description: &["description", "descriptions"],
        required: &["required", "mandatory"],
        example: &["examplevalue", "example"],
        default: &["defaultvalue", "default"],
        status: &[
            "httpstatuscode",
            "httpstatus",
            "httpcode",
            "statuscode",
            "status",
        ],
        code: &["errorcode", "code", "errorcodes"],
        message: &["description", "errormessage", "message", "msg"],
        advice: &[
            "troubleshootingsuggestions",
            "troubleshootingsuggestion",
            "troubleshooting",
            "suggestion",
            "suggestions",
            "handlingsuggestions",
            "solution",
            "solutions",
        ],
    },
    answers: [
        &["false", "no", "n", "optional"],
        &["true", "yes", "y", "required"],
    ],
    marks_required: &[],
    nothing: &["none", "n/a", "nil", "null"],
    types: &[],
    lists: &["array", "list"],
    described: Described {
        example: "example(?: values?)?|sample values?",
        bare_example: "example values?",
        values: r"(?:optional|possible|available|valid|enum(?:eration)?) values?(?:\s+(?:are|include|is))?",
        rules: "(?:data )?(?:validation|verification) rules?",
        rule: "length range|length limit|maximum length|minimum length|value range|maximum value|minimum value|regular expression",
        default: "default(?: value)?",
        note: "notes?|notice|tips?|caution|attention",
        other: r"fixed value|value format|required field scopes?[^*\n]*|when the value is [^*\n]*",
        announced: [
            "(?:optional|possible|available|valid|enum(?:eration)?) values?",
            r"\s+are|\s+include|\s+is|\s+as follows",
        ],
    },
    limits: Limits {
        longest: "maximum length",
        shortest: "minimum length",
        length: "length range|length limit",
        largest: "maximum value",
        smallest: "minimum value",
        range: "value range",
        pattern: r"regular expression(?: \w+)?|regex",
        is: r"is\b|are\b|of\b",
        unit: "characters?|bytes?|items?",
        joints: &[],
        bare: "maximum length|minimum length|length range|value range",
    },
    prose: Prose {
        default: r"\bdefault\b",
        default_is: r"\bdefaults?(?: value)?(?:\s+(?:is|to|of))?\s*[:：]?",
        end: r"[,;)]|\.(?:\s|$)",
        values: r"(?:optional|possible|valid) values?(?:\s+(?:are|include|is))?",
        range: [r"value range\s*(?:is)?\s*[:：]?", "values? from "],
        largest: r"maximum(?: value)? is",
        longest: r"maximum length(?:\s+(?:is|of))?",
        characters: "characters?",
        most_items: r"maximum (?:number|count) of (?:elements|items)(?:\s+is)?|(?:maximum of|up to|at most)",
    },
    // Pages with code samples are not there in this language.
    type_lists: &[],
    bytes: &["binary", "file stream"],
    hidden: &["show sublists", "expand"],
    stamp: r"last updated(?: on| at)?\s*[:：]?",
};

#[cfg(test)]
mod tests {
    use super::super::table::plain;
    use super::*;

    #[test]
    fn what_is_compared_as_it_is_plain_is_written_plainly() {
        for words in ALL {
            let columns = &words.columns;
            let sections = words.sections.iter().map(|(word, _)| *word);
            let labels = words.labels.iter().map(|(_, word, _)| *word);
            let headings = words.headings.iter().map(|(word, _)| *word);
            let columns = [
                columns.name,
                columns.ty,
                columns.description,
                columns.required,
                columns.example,
                columns.default,
                columns.status,
                columns.code,
                columns.message,
                columns.advice,
            ];
            let columns = columns.into_iter().flatten().copied();
            for word in sections.chain(labels).chain(headings).chain(columns) {
                assert_eq!(plain(word), word);
            }
        }
    }

    #[test]
    fn letters_tell_a_language() {
        assert_eq!(language_of("A guide, 指南"), Some(Language::Zh));
        assert_eq!(language_of("ガイド 指南"), None);
        let words = "Read it. ".repeat(FEWEST_WORDS);
        assert_eq!(language_of(&words), Some(Language::En));
        assert_eq!(language_of("Read it."), None);
        assert_eq!(language_of(&format!("{words} für")), None);
    }

    #[test]
    fn a_word_that_is_part_of_another_comes_after_it() {
        for words in ALL {
            for (at, (word, section)) in words.sections.iter().enumerate() {
                for (earlier, of) in &words.sections[..at] {
                    assert!(
                        !word.contains(earlier) || section == of,
                        "{earlier}, {word}"
                    );
                }
            }
        }
    }
}
