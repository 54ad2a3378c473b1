//! The head of the description of the API.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

/// Everything but the routes.
pub(super) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Quittance")
        .version("1")
        .description(Some(
            "Push invoices, debtors, payments and files; read what is owed. Amounts are texts with a dot, dates are ISO. \
             Errors are problems (RFC 9457) whose sentences are French.",
        ))
        .build();
    let bearer =
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A key of the page Connexions.")).build());
    OpenApiBuilder::new()
        .info(info)
        .components(Some(ComponentsBuilder::new().security_scheme("key", bearer).build()))
        .security(Some([SecurityRequirement::new("key", Vec::<String>::new())]))
        .build()
}
