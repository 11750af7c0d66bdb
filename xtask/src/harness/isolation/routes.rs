//! The addresses of the server, as its own source lists them, and the ids that go into them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};

use crate::harness::dice::Dice;

const LIST: &str = "crates/server/src/routes.rs";
/// Fewer would mean that the list is written in another way by now.
const ROUTES_MIN: usize = 200;

/// Addresses that carry an id in their query.
const WITH_QUERY: [&str; 15] = [
    "/assessments/{id}/karte?with={assessment}",
    "/assessments/{id}/karte.pdf?with={assessment}",
    "/assessments/{id}/report.pdf?notes=1&with={assessment}",
    "/api/v1/assessments/{id}/karte?with={assessment}",
    "/api/v1/assessments/{id}/karte/pictures/trend.svg?with={assessment}",
    "/organizations/{id}/collection?period=2026",
    "/organizations/{id}/collection/form.xlsx?company={organization}",
    "/api/v1/organizations/{id}/activity/inclusion?entry={entry}",
    "/api/v1/organizations/{id}/activity?before={entry}",
    "/api/v1/organizations/{id}/assessments?before={assessment}",
    "/api/v1/organizations/{id}/members?after={account}",
    "/api/v1/organizations/{id}/shared?after={organization}",
    "/api/v1/organizations?after={organization}",
    "/organizations?after={organization}",
    "/results?before={assessment}",
];

pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// One address, with the methods that are listed for it.
pub struct Route {
    pub path: String,
    pub methods: Vec<String>,
}

/// Ids by the name that stands for them.
#[derive(Clone, Default)]
pub struct Ids(pub BTreeMap<&'static str, String>);

impl Ids {
    /// Ids that look like these, and are nobody's.
    pub fn guessed(&self, dice: &mut Dice) -> Ids {
        Ids(self.0.iter().map(|(name, id)| (*name, dice.like(id))).collect())
    }

    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Every address of the server.
pub fn all() -> Result<Vec<Route>> {
    let text = std::fs::read_to_string(crate::root().join(LIST)).with_context(|| LIST)?;
    let mut routes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [method @ ("get" | "post" | "put" | "delete"), path, _, handler] = words.as_slice()
            && handler.ends_with(';')
        {
            routes.entry(path.trim_matches('"').to_owned()).or_default().push(method.to_uppercase());
        }
    }
    let count: usize = routes.values().map(Vec::len).sum();
    if count < ROUTES_MIN {
        bail!("only {count} routes could be read from {LIST}");
    }
    routes.extend(WITH_QUERY.map(|path| (path.to_owned(), vec!["GET".to_owned()])));
    Ok(routes.into_iter().map(|(path, methods)| Route { path, methods }).collect())
}

impl Route {
    /// The names of the ids in it that belong to somebody, in order.
    pub fn private(&self) -> Vec<&'static str> {
        pieces(&self.path)
            .into_iter()
            .filter_map(|(before, piece)| private(&self.path, before, piece))
            .collect()
    }

    /// The address with ids: `outer` for the first, `inner` for those after it. Nothing where one is not known.
    pub fn filled(&self, outer: &Ids, inner: &Ids) -> Option<String> {
        let (mut path, mut count) = (String::new(), 0);
        let mut rest = self.path.as_str();
        for (before, piece) in pieces(&self.path) {
            let begin = rest.find(piece)?;
            path.push_str(&rest[..begin]);
            rest = &rest[begin + piece.len()..];
            match private(&self.path, before, piece) {
                Some(name) => {
                    let ids = if count == 0 { outer } else { inner };
                    path.push_str(ids.0.get(name)?);
                    count += 1;
                }
                None => path.push_str(public(&self.path, piece)),
            }
        }
        path.push_str(rest);
        Some(path)
    }

    /// Lists from an id on look different wherever it begins: nothing is compared.
    pub fn is_comparable(&self) -> bool {
        !self.path.contains("?before=") && !self.path.contains("?after=")
    }

    /// What a script or a program is answered, and not a page.
    pub fn is_interface(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// The pieces of a path in braces, each with the piece before it.
fn pieces(path: &str) -> Vec<(&str, &str)> {
    let all: Vec<&str> = path.split(['/', '?', '&', '=']).collect();
    let pairs = all.windows(2).filter_map(|pair| match pair {
        [before, piece] if piece.starts_with('{') => {
            let end = piece.find('}').map_or(piece.len(), |end| end + 1);
            Some((*before, piece.get(..end)?))
        }
        _ => None,
    });
    pairs.collect()
}

fn private(path: &str, before: &str, piece: &str) -> Option<&'static str> {
    Some(match (before, piece) {
        ("invitations", "{invitation}") if path.contains("/group/") => "group-invitation",
        ("organizations", "{id}") | (_, "{organization}") => "organization",
        ("assessments", "{id}") | (_, "{assessment}") => "assessment",
        ("forms", "{upload}") => "form-upload",
        ("check-sheets", "{upload}") => "sheet-upload",
        ("invitations", "{token}") => "invitation-token",
        ("answers", "{token}") => "answers-token",
        ("group-invitations", "{token}") => "group-token",
        ("change-email" | "email-change", "{token}") => "email-token",
        ("sign-in", "{token}") => "sign-in-token",
        (_, "{token}") => "reset-token",
        (_, "{account}") => "account",
        (_, "{invitation}") => "invitation",
        (_, "{consent}") => "consent",
        (_, "{affiliation}") => "affiliation",
        (_, "{deleted}") => "deleted",
        (_, "{handout}") => "handout",
        (_, "{form}") => "form",
        (_, "{mapping}") => "mapping",
        (_, "{mail}") => "mail",
        (_, "{session}") => "session",
        (_, "{access_token}") => "access-token",
        (_, "{passkey}") => "passkey",
        (_, "{entry}") => "entry",
        _ => return None,
    })
}

/// What stands for everybody.
fn public(path: &str, piece: &str) -> &'static str {
    let is_followed = path.ends_with("/follow");
    match piece {
        "{code}" => super::tenants::ITEM,
        "{tip}" => "5-6",
        "{crosswalk}" => "csf-2.0",
        "{edition}" => "supplier",
        "{case}" => "5-6-01",
        "{framework}" if is_followed || path.contains("/cohorts/") => "cyber-management-beta",
        "{framework}" => "cyber-management",
        "{cohort}" => "fy2020",
        "{file}" => "radar.svg",
        "{version}" => "x",
        "{name}" => "style.css",
        "{slug}" => "not-found",
        _ => "x",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_where_they_belong() {
        let ids = |letter: &str| {
            Ids(["organization", "assessment", "form", "form-upload"]
                .map(|name| (name, format!("{letter}-{name}")))
                .into())
        };
        for (path, filled) in [
            ("/assessments/{id}/items/{code}", Some("/assessments/a-assessment/items/5-6")),
            ("/assessments/{id}/forms/{upload}", Some("/assessments/a-assessment/forms/b-form-upload")),
            ("/organizations/{id}/collection.xlsx", Some("/organizations/a-organization/collection.xlsx")),
            (
                "/assessments/{id}/karte?with={assessment}",
                Some("/assessments/a-assessment/karte?with=b-assessment"),
            ),
            ("/organizations?after={organization}", Some("/organizations?after=a-organization")),
            ("/healthz", Some("/healthz")),
            ("/outbox/{mail}", None),
        ] {
            let route = Route { path: path.to_owned(), methods: Vec::new() };
            assert_eq!(route.filled(&ids("a"), &ids("b")).as_deref(), filled);
        }
    }

    #[test]
    fn every_address_is_read_and_no_piece_is_left_without_a_meaning() -> Result<()> {
        for route in all()? {
            let unknown = pieces(&route.path).into_iter().find(|(before, piece)| {
                private(&route.path, before, piece).is_none()
                    && public(&route.path, piece) == "x"
                    && *piece != "{version}"
            });
            assert_eq!(unknown, None, "{}", route.path);
        }
        Ok(())
    }
}
