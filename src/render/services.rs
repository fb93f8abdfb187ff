//! Services: kinds of work and what they are multiplied by.

use serde::Serialize;

use super::csv::{self, Sheet, Spelling};
use super::json::{self, Stamp};
use super::table::{Align, Table};
use crate::domain::Service;

/// A line per service.
pub fn table<'a>(services: impl Iterator<Item = &'a Service>) -> String {
    let mut table = Table::new(&[("service", Align::Left), ("factor", Align::Right), ("name", Align::Left)]);
    let mut none = true;
    for service in services {
        none = false;
        table.row([service.service.to_string(), service.factor.to_string(), name(service)]);
    }
    if none { "no services\n".to_owned() } else { table.print() }
}

fn name(service: &Service) -> String {
    service.name.as_ref().map_or(String::new(), ToString::to_string)
}

/// `hours.services/1`: by id.
pub fn document<'a>(services: impl Iterator<Item = &'a Service>, stamp: &Stamp) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        services: Vec<View<'a>>,
    }
    #[derive(Serialize)]
    struct View<'a> {
        service: &'a str,
        name: Option<&'a str>,
        factor: String,
    }
    let view = |service: &'a Service| View {
        service: service.service.as_str(),
        name: service.name.as_ref().map(|name| name.as_str()),
        factor: service.factor.to_string(),
    };
    json::document("hours.services/1", Body { services: services.map(view).collect() }, Some(stamp))
}

/// One row a service.
pub fn sheet<'a>(services: impl Iterator<Item = &'a Service>, spelling: Spelling) -> String {
    let mut sheet = Sheet::new(spelling, &["service", "name", "factor"]);
    for service in services {
        let name = csv::maybe(service.name.as_ref());
        sheet.row([csv::text(&service.service), name, csv::number(service.factor)]);
    }
    sheet.print()
}
