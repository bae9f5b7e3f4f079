//! The documents that every sandbox begins with.
//!
//! Their tokens are fixed, so that examples and scripts can name them.

use bytes::Bytes;
use feishu_drive::types::FileKind;

use super::document::Document;
use super::tree::{Held, NewEntry, ROOT, Tree};
use crate::clock::Moment;
use crate::documents::{Block, Cell, Date, Span, Text, Worksheet};
use crate::files::pdf;
use crate::users::USER;

/// The folder that holds the built-in documents, and a file and a shortcut besides.
pub(crate) const FOLDER: &str = "fldcnSandboxSharedDocuments";
/// A spreadsheet with two worksheets.
pub(crate) const SHEET: &str = "shtcnSandboxQuarterlyOrders";
/// The first worksheet of [`SHEET`].
pub(crate) const SHEET_ORDERS: &str = "0b1a2c";
/// The second worksheet of [`SHEET`].
pub(crate) const SHEET_REGIONS: &str = "7d3e9f";
/// A text document with headings, paragraphs, lists and a table.
pub(crate) const DOCUMENT: &str = "doxcnSandboxReleaseHandbook";
/// A table of records.
pub(crate) const TABLE: &str = "bascnSandboxCustomerRecords";
/// The only table of [`TABLE`].
pub(crate) const TABLE_CUSTOMERS: &str = "tblSandboxContacts";
/// A file.
const FILE: &str = "boxcnSandboxBrandGuidelines";
/// A shortcut to [`SHEET`].
const SHORTCUT: &str = "nodcnSandboxShortcutToSheet";

/// Puts the built-in folder into a tree, with all that lies in it.
pub(super) fn plant(tree: &mut Tree, now: Moment) {
    let folder = NewEntry::folder("Shared documents 共享文件夹", USER);
    tree.put(FOLDER, ROOT, folder, now);
    for (token, document) in documents() {
        tree.put(token, FOLDER, NewEntry::document(document, USER), now);
    }
    let (name, content) = brand_guidelines();
    tree.put(FILE, FOLDER, NewEntry::file(name, content, USER), now);
    let shortcut = NewEntry {
        name: "Orders (shortcut)".to_owned(),
        kind: FileKind::Shortcut,
        held: Held::Shortcut {
            kind: FileKind::Sheet,
            token: SHEET.to_owned(),
        },
        owner: USER.to_owned(),
    };
    tree.put(SHORTCUT, FOLDER, shortcut, now);
}

/// The built-in documents with their tokens.
fn documents() -> Vec<(&'static str, Document)> {
    vec![
        (SHEET, orders()),
        (DOCUMENT, handbook()),
        (TABLE, customers()),
    ]
}

/// The name and the content of the built-in file.
fn brand_guidelines() -> (&'static str, Bytes) {
    let blocks = [
        Block::heading(1, "Brand guidelines 品牌手册"),
        Block::paragraph("The logo keeps its distance: as much as it is high, on every side."),
        Block::paragraph("标志四周留白，不小于标志的高度。"),
    ];
    let content = pdf::write("Brand guidelines 品牌手册", &blocks);
    ("Brand guidelines 品牌手册.pdf", content.into())
}

/// Number, day, customer, region, quantity, unit price, and whether it has been paid.
type Order = (
    &'static str,
    Day,
    &'static str,
    &'static str,
    i32,
    f64,
    bool,
);
/// Year, month and day.
type Day = (u16, u8, u8);

fn orders() -> Document {
    const ORDERS: [Order; 8] = [
        (
            "SO-1001",
            (2026, 7, 3),
            "上海晨光文具",
            "华东",
            120,
            18.5,
            true,
        ),
        (
            "SO-1002",
            (2026, 7, 19),
            "Northwind Traders",
            "EMEA",
            40,
            99.0,
            true,
        ),
        (
            "SO-1003",
            (2026, 8, 2),
            "深圳南山科技",
            "华南",
            300,
            6.25,
            true,
        ),
        (
            "SO-1004",
            (2026, 8, 14),
            "Contoso \"West\", Ltd.",
            "AMER",
            15,
            249.9,
            false,
        ),
        (
            "SO-1005",
            (2026, 8, 28),
            "成都天府茶业",
            "西南",
            64,
            32.0,
            true,
        ),
        (
            "SO-1006",
            (2026, 9, 5),
            "Fabrikam\nLogistics",
            "EMEA",
            8,
            1250.0,
            true,
        ),
        (
            "SO-1007",
            (2026, 9, 17),
            "北京望京书店",
            "华北",
            210,
            12.8,
            false,
        ),
        (
            "SO-1008",
            (2026, 9, 30),
            "Adventure Works",
            "AMER",
            33,
            75.0,
            true,
        ),
    ];
    let header = [
        "Order",
        "日期",
        "Customer",
        "Region",
        "Quantity",
        "Unit price",
        "Amount",
        "Paid",
    ];
    let mut rows = vec![header.map(Cell::from).to_vec()];
    for (order, (year, month, day), customer, region, quantity, price, paid) in ORDERS {
        let date = Date::new(year, month, day).map_or(Cell::Empty, Cell::Date);
        let amount = f64::from(quantity) * price;
        rows.push(vec![
            order.into(),
            date,
            customer.into(),
            region.into(),
            quantity.into(),
            price.into(),
            amount.into(),
            paid.into(),
        ]);
    }
    let mut regions = vec![vec![
        Cell::from("Region"),
        Cell::from("Orders"),
        Cell::from("Amount"),
    ]];
    for region in ["华东", "华南", "西南", "华北", "EMEA", "AMER"] {
        let of_region = ORDERS.iter().filter(|order| order.3 == region);
        let count = i32::try_from(of_region.clone().count()).unwrap_or_default();
        let amount: f64 = of_region.map(|order| f64::from(order.4) * order.5).sum();
        regions.push(vec![region.into(), count.into(), amount.into()]);
    }
    let worksheets = vec![
        Worksheet::new("Orders", rows).id(SHEET_ORDERS),
        Worksheet::new("地区汇总", regions).id(SHEET_REGIONS),
    ];
    Document::sheet("第三季度订单 Q3 orders", worksheets).in_folder(FOLDER)
}

fn handbook() -> Document {
    let emphasis = Text::new(vec![
        Span::plain("Every release is cut from "),
        Span::bold("one reviewed commit"),
        Span::plain(". 发布前请阅读本手册。"),
    ]);
    let blocks = vec![
        Block::heading(1, "Release handbook 发布手册"),
        Block::Paragraph(emphasis),
        Block::heading(2, "Before the release"),
        Block::bullet("Read the changes since the last tag."),
        Block::bullet("Run the whole test suite on a clean machine."),
        Block::bullet("通知值班同事，确认发布时间。"),
        Block::heading(2, "Steps"),
        Block::numbered("Raise the version."),
        Block::numbered("Tag the commit and push the tag."),
        Block::numbered("Watch the dashboards for an hour."),
        Block::Code("git tag -a v1.2.0 -m \"v1.2.0\"\ngit push origin v1.2.0".to_owned()),
        Block::heading(2, "Contacts 联系人"),
        Block::table(&[
            &["Role", "Name", "Hours (UTC+8)"],
            &["Release manager", "陈思远", "09:00 - 18:00"],
            &["On call", "Maya Okafor", "00:00 - 24:00"],
            &["Documentation", "李若溪", "10:00 - 19:00"],
        ]),
        Block::paragraph("If anything looks wrong, roll back first and ask afterwards."),
    ];
    Document::text("Release handbook 发布手册", blocks).in_folder(FOLDER)
}

fn customers() -> Document {
    let rows = vec![
        ["Name", "City", "Since", "Credit limit", "Active"]
            .map(Cell::from)
            .to_vec(),
        customer("上海晨光文具", "上海", (2019, 3, 1), 50_000.0, true),
        customer(
            "Northwind Traders",
            "London",
            (2021, 11, 15),
            20_000.0,
            true,
        ),
        customer("成都天府茶业", "成都", (2024, 5, 20), 8_000.0, false),
    ];
    let table = Worksheet::new("Customers 客户", rows).id(TABLE_CUSTOMERS);
    Document::table("Customer records 客户档案", vec![table]).in_folder(FOLDER)
}

fn customer(
    name: &str,
    city: &str,
    (year, month, day): Day,
    limit: f64,
    active: bool,
) -> Vec<Cell> {
    let since = Date::new(year, month, day).map_or(Cell::Empty, Cell::Date);
    vec![name.into(), city.into(), since, limit.into(), active.into()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::grid::Room;
    use crate::files::xlsx;

    #[test]
    fn tokens_are_as_long_as_the_platform_has_them() {
        for token in [FOLDER, SHEET, DOCUMENT, TABLE] {
            assert_eq!(token.len(), 27, "{token}");
        }
    }

    #[test]
    fn every_cell_comes_back_from_a_workbook() {
        let documents = documents();
        let worksheets = documents[0].1.worksheets();
        let written = xlsx::write(worksheets).unwrap();
        let read = xlsx::read(&written, &mut Room::default()).unwrap();
        assert_eq!(read.len(), worksheets.len());
        for (read, written) in read.iter().zip(worksheets) {
            assert_eq!(read.title(), written.title());
            assert_eq!(read.rows(), written.rows());
        }
    }
}
