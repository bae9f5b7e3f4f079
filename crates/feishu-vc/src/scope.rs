//! What settings are for, where an operation writes it otherwise than the rest.

use crate::reserve_config::{ReserveConfigScope, ReserveConfigScopeKind};
use crate::types::{RoomScope, RoomScopeKind};

/// Only `patch` of `reserve_config` writes the kind as text. So a program has one value for all settings of a level or a room:
///
/// ```
/// use feishu_vc::reserve_config::{GetReserveConfig, PatchReserveConfig};
/// use feishu_vc::types::RoomScope;
///
/// let room = RoomScope::room("omm_3c5dd7e09bac0c1758fcf9511bd1a771");
/// let read = GetReserveConfig::new(&room);
/// let change = PatchReserveConfig::new(&room);
/// ```
impl From<&RoomScope> for ReserveConfigScope {
    fn from(scope: &RoomScope) -> Self {
        scope.clone().into()
    }
}

impl From<RoomScope> for ReserveConfigScope {
    fn from(scope: RoomScope) -> Self {
        let kind = match scope.kind {
            RoomScopeKind::Level => ReserveConfigScopeKind::Level,
            RoomScopeKind::Room => ReserveConfigScopeKind::Room,
            other => ReserveConfigScopeKind::from(other.number().to_string().as_str()),
        };
        Self::new(scope.id, kind)
    }
}
