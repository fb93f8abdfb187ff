//! Mappings for the exports of well-known programs. They state what such an export says by itself; what depends on an account's
//! settings they leave open, to be stated by whoever imports.

const PRESETS: [(&str, &str); 3] = [
    ("toggl", include_str!("presets/toggl.toml")),
    ("harvest", include_str!("presets/harvest.toml")),
    ("clockify", include_str!("presets/clockify.toml")),
];

/// The mapping of that name, as TOML.
pub fn preset(name: &str) -> Option<&'static str> {
    PRESETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names there are.
pub fn names() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|(name, _)| *name)
}
