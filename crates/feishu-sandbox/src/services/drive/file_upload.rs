//! Where uploads of files go: into a folder.

use bytes::Bytes;
use feishu_drive::codes;

use super::document::Access;
use super::lookup;
use super::state::Drive;
use super::tree::{Held, NewEntry};
use super::upload::{Place, Uploads, value};
use crate::exchange::Exchange;
use crate::response::Refusal;
use crate::services::entities::refusal;
use crate::state::token::Caller;
use crate::users;

/// The folder that a file goes into.
#[derive(Clone, Debug)]
pub(crate) struct InFolder(pub(super) String);

impl Place for InFolder {
    fn named(exchange: &Exchange<'_>) -> Result<Self, Refusal> {
        Ok(Self(
            value(exchange, "parent_node")
                .unwrap_or_default()
                .to_owned(),
        ))
    }

    fn check(&self, exchange: &Exchange<'_>) -> Result<(), Refusal> {
        let tree = &exchange.state.services.drive.tree;
        let folder = tree.get(&self.0);
        let folder = folder.filter(|folder| matches!(folder.held, Held::Folder(_)));
        match folder.map(|folder| folder.access) {
            None => return Err(Refusal::new(codes::PARENT_NOT_FOUND)),
            Some(Access::Deleted) => {
                return Err(refusal(
                    exchange.operation,
                    &[codes::PARENT_DELETED, codes::PARENT_NOT_FOUND],
                ));
            }
            Some(Access::Forbidden) => return Err(Refusal::new(codes::FORBIDDEN)),
            Some(Access::Open) => {}
        }
        lookup::room_in(exchange, &self.0)
    }

    fn uploads(drive: &mut Drive) -> &mut Uploads<Self> {
        &mut drive.file_uploads
    }

    fn keep(
        self,
        exchange: &mut Exchange<'_>,
        owner: Caller,
        name: String,
        content: Bytes,
    ) -> String {
        let file = NewEntry::file(&name, content, &users::of_caller(&owner));
        let now = exchange.now;
        exchange.state.services.drive.tree.add(&self.0, file, now)
    }
}
