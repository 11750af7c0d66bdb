//! The documented interface agrees with the program.

use std::collections::BTreeSet;

use kashika::interface::openapi;
use kashika::routes::ROUTES;

/// `docs/api.json` is this text; `KASHIKA_WRITE_DOCS=1 cargo test -p kashika interface` writes it anew.
#[test]
fn the_committed_description_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.json");
    let current = format!("{}\n", serde_json::to_string_pretty(&openapi()).unwrap());
    if std::env::var_os("KASHIKA_WRITE_DOCS").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == current,
        "docs/api.json is not current: run KASHIKA_WRITE_DOCS=1 cargo test -p kashika interface"
    );
}

#[test]
fn every_address_of_the_interface_is_described_and_nothing_else() {
    let described: BTreeSet<String> = openapi()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        })
        .collect();
    let routed: BTreeSet<String> = ROUTES
        .iter()
        .filter(|route| route.path.starts_with("/api/") && route.path != "/api/v1/openapi.json")
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(described, routed);
}
