//! The contract as TypeScript, committed at `ui/src/lib/api/contract.ts`. `KEYHINGE_WRITE_CONTRACT=1 cargo test -p
//! keyhinge-api contract_ts` writes it; without that, the test fails when it is stale.

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
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        let name = T::ident(self.config);
        if self.found.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.found.insert(name, format!("{docs}export {}", T::decl(self.config)));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

macro_rules! contract {
    ($($name:ident($request:ty) -> $response:ty,)*) => {
        fn contract_ts() -> String {
            let config = Config::default().with_large_int("number");
            let mut declarations = Declarations { config: &config, found: BTreeMap::new() };
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
            let types: Vec<_> = declarations.found.into_values().collect();
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
