//! The contract as TypeScript, committed at `ui/src/lib/api/contract.ts`. `KEYHINGE_WRITE_CONTRACT=1 cargo test -p
//! keyhinge-api contract_ts` writes it; without that, the test fails when it is stale.

use std::any::type_name;
use std::collections::BTreeMap;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

use crate::contract::*;
use crate::error::{CommandError, ErrorCode};
use crate::with_commands;
use keyhinge_core::changes::Topic;

/// Collects the declaration of every type that is reached, by name.
struct Declarations<'a> {
    config: &'a Config,
    found: BTreeMap<String, Declaration>,
    /// Where two types would get one name, of which only the first would be declared.
    collisions: Vec<String>,
}

struct Declaration {
    text: String,
    /// The Rust type, with its path.
    of: &'static str,
}

impl<'a> Declarations<'a> {
    fn new(config: &'a Config) -> Self {
        Self { config, found: BTreeMap::new(), collisions: Vec::new() }
    }
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        let name = T::ident(self.config);
        let of = type_name::<T::WithoutGenerics>();
        if let Some(found) = self.found.get(&name) {
            if found.of != of {
                self.collisions.push(format!("{name} is {} and {of}", found.of));
            }
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let text = format!("{docs}export {}", T::decl(self.config));
        self.found.insert(name, Declaration { text, of });
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

macro_rules! contract {
    ($($name:ident($request:ty) -> $response:ty,)*) => {
        fn contract_ts() -> String {
            let config = Config::default().with_large_int("number");
            let mut declarations = Declarations::new(&config);
            declarations.visit::<Topic>();
            declarations.visit::<ErrorCode>();
            declarations.visit::<CommandError>();
            let mut commands = String::new();
            $(
                declarations.visit::<$request>();
                declarations.visit::<$response>();
                commands.push_str(&format!(
                    "  {}: {{ request: {}; response: {} }};\n",
                    stringify!($name), <$request>::name(&config), <$response>::name(&config)
                ));
            )*
            let none: [String; 0] = [];
            assert_eq!(declarations.collisions, none, "give one of the two another name");
            let types: Vec<_> = declarations.found.into_values().map(|found| found.text).collect();
            let text = format!(
                "// Made from the Rust types by `make contract`. Do not edit.\n\n{}\n\nexport type Commands = {{\n{commands}}};\n",
                types.join("\n\n")
            );
            text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
        }
    };
}
with_commands!(contract);

#[test]
fn contract_ts_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/api/contract.ts");
    let fresh = contract_ts();
    if std::env::var_os("KEYHINGE_WRITE_CONTRACT").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "ui/src/lib/api/contract.ts is stale: run `make contract`");
}

mod same_name {
    #[derive(ts_rs::TS)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    pub(super) struct Proof {
        pub(super) works: bool,
    }
}

#[derive(TS)]
#[expect(dead_code, reason = "only its shape is looked at")]
struct Proof<T> {
    of: T,
    other: same_name::Proof,
}

#[test]
fn two_types_of_one_name_are_told() {
    let config = Config::default();
    let mut declarations = Declarations::new(&config);
    declarations.visit::<Proof<bool>>();
    declarations.visit::<Proof<String>>();
    let [told] = &declarations.collisions[..] else { panic!("{:?}", declarations.collisions) };
    assert!(told.starts_with("Proof is ") && told.contains("same_name::Proof"), "{told}");
}
