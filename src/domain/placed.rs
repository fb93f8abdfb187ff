//! Packages by their names.

use foldhash::HashMap;

use super::PackageId;
use super::filed::Place;
use super::narrow::narrow;

/// Where each package of a ledger lies, by its name. There are thousands, and more room for them: a place takes eight bytes here.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed(HashMap<PackageId, [u32; 2]>);

impl Placed {
    /// Where the package with a name lies, if there is one.
    pub(super) fn get(&self, name: &PackageId) -> Option<Place> {
        let [account, at] = *self.0.get(name)?;
        Some(Place { account: account as usize, at: at as usize })
    }

    /// The same of a name that was judged.
    ///
    /// # Panics
    ///
    /// Where there is no such package.
    pub(super) fn known(&self, name: &PackageId) -> Place {
        self.get(name).unwrap_or_else(|| panic!("no package {name}"))
    }

    /// Whether a package has this name.
    pub(super) fn has(&self, name: &PackageId) -> bool {
        self.0.contains_key(name)
    }

    /// Notes where the package with a name lies.
    pub(super) fn put(&mut self, name: PackageId, Place { account, at }: Place) {
        self.0.insert(name, [account, at].map(|number| narrow(number as u64)));
    }

    /// All names, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &PackageId> {
        self.0.keys()
    }

    /// Takes memory for so many more at once.
    pub(super) fn expect(&mut self, packages: usize) {
        self.0.reserve(packages);
    }
}
