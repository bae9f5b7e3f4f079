//! How a tenant token is obtained: by a call like any other, without a token.

use std::sync::Arc;
use std::time::Duration;

use crate::call::credentials::{App, Identity};
use crate::call::execute::execute;
use crate::call::options::CallOptions;
use crate::call::shared::Shared;
use crate::call::token::Fetched;
use crate::generated::auth::{ObtainTenantAccessToken, ObtainTenantAccessTokenResponse};
use crate::ground::error::{Error, Fault, Result};
use crate::ground::time;
use crate::wire::endpoint::Endpoint;
use crate::wire::transport::BoxFuture;

/// Obtains the tenant token of an app.
pub(crate) fn tenant_token(shared: Arc<Shared>, app: App) -> BoxFuture<'static, Result<Fetched>> {
    Box::pin(async move {
        let fetched = request(shared, app).await;
        fetched.map_err(Error::with_app_refused)
    })
}

async fn request(shared: Arc<Shared>, app: App) -> Result<Fetched> {
    let asked = time::now();
    let request = ObtainTenantAccessToken::new(app.id, app.secret).request()?;
    let options = CallOptions {
        identity: Identity::Nobody,
        confidential: true,
        ..CallOptions::default()
    };
    let response = execute(shared, request, options, None).await?;
    let decoded: ObtainTenantAccessTokenResponse = response.decode()?;
    let lifetime = u64::try_from(decoded.expire).unwrap_or_default();
    if decoded.tenant_access_token.expose().is_empty() || lifetime == 0 {
        let what = "the platform answered without a tenant token, or with one that has expired";
        return Err(response.head.explain(Error::new(Fault::Decode, what)));
    }
    Ok(Fetched {
        secret: decoded.tenant_access_token,
        asked,
        lifetime: Duration::from_secs(lifetime),
    })
}
