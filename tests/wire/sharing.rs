//! Collaborators: what is of one kind, and of another kind, is sent where each belongs, and a removal has a body.

use feishu_core::{Endpoint, Method};
use feishu_drive::Drive;
use feishu_drive::permission_member::{
    CollaboratorKind, DeletePermissionMember, ListPermissionMembers, Member, MemberIdType,
    Permission, PermissionScope, UpdatePermissionMember,
};
use feishu_drive::types::FileRef;
use feishu_tests::wire::{Recorder, run};
use serde_json::{Value, json};

/// The first line of what was sent, and its body.
fn sent(recorder: &Recorder) -> (String, Value) {
    let text = recorder.requests();
    let (head, body) = text.split_once("\n\n").unwrap();
    let line = head.lines().next().unwrap().to_owned();
    (line, serde_json::from_str(body).unwrap())
}

fn editors() -> DeletePermissionMember {
    let node = FileRef::wiki("wikcn1");
    DeletePermissionMember::new(node, Member::wiki_space("7008061636015554580"))
        .collaborator_kind(CollaboratorKind::WikiSpaceEditor)
        .permission_scope(PermissionScope::SinglePage)
}

#[test]
fn a_removal_has_a_body_and_its_two_types_are_apart() {
    assert_eq!(DeletePermissionMember::OPERATION.method, Method::Delete);
    let recorder = Recorder::answering(DeletePermissionMember::OPERATION, json!({}));
    let client = recorder.client();
    run(async {
        let drive = Drive::new(&client);
        drive.permission_members().delete(editors()).await.unwrap();
    });
    let (line, body) = sent(&recorder);
    let path = "/open-apis/drive/v1/permissions/wikcn1/members/7008061636015554580";
    let query = "type=wiki&member_type=wikispaceid";
    assert!(line.starts_with("DELETE "), "{line}");
    assert!(line.ends_with(&format!("{path}?{query}")), "{line}");
    assert_eq!(
        body,
        json!({"type": "wiki_space_editor", "perm_type": "single_page"})
    );
}

#[test]
fn a_removal_succeeds_whatever_its_empty_data_looks_like() {
    for envelope in [
        json!({"code": 0, "msg": "success", "data": {}}),
        json!({"code": 0, "msg": "success", "data": null}),
        json!({"code": 0, "msg": "success"}),
        json!({"code": 0, "msg": ""}),
    ] {
        let client = Recorder::showing(&envelope).client();
        let removed = run(async {
            let drive = Drive::new(&client);
            drive.permission_members().delete(editors()).await
        });
        assert!(removed.is_ok(), "{envelope}: {removed:?}");
    }
}

#[test]
fn a_listed_collaborator_is_changed_by_what_the_list_tells() {
    let listed = json!({"items": [
        {"member_type": "groupid", "member_id": "g193821", "perm": "edit", "type": "group"},
        {"member_id": "ou_1", "perm": "view"},
    ]});
    let file = FileRef::docx("doxcn1");
    let recorder = Recorder::answering(ListPermissionMembers::OPERATION, listed);
    let client = recorder.client();
    let list = ListPermissionMembers::new(&file).fields("*");
    let drive = Drive::new(&client);
    let listed = run(async { drive.permission_members().list(list).await });
    let [group, nameless] = listed.unwrap().items.try_into().unwrap();
    assert_eq!(nameless.member, None, "an id of no kind names nobody");

    let recorder = Recorder::answering(UpdatePermissionMember::OPERATION, json!({"member": {}}));
    let client = recorder.client();
    let member = group.member.unwrap();
    assert_eq!(member.kind, MemberIdType::Group);
    let update = UpdatePermissionMember::new(&file, member, Permission::View)
        .collaborator_kind(group.kind.unwrap());
    run(async {
        let drive = Drive::new(&client);
        drive.permission_members().update(update).await.unwrap();
    });
    let (line, body) = sent(&recorder);
    assert!(
        line.ends_with("/doxcn1/members/g193821?type=docx"),
        "{line}"
    );
    assert_eq!(
        body,
        json!({"member_type": "groupid", "perm": "view", "type": "group"})
    );
}
