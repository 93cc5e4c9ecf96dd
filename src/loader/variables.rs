//! Which variables a project uses, for `config --variables`.

use std::collections::BTreeMap;

use super::interpolate::template::{self, OperationKind};
use super::tree::{Node, Value};

/// How a variable is used. Of several uses each fact is the first one that is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Somewhere as `${NAME:?…}`.
    pub(crate) required: bool,
    /// The word of `${NAME:-word}`.
    pub(crate) default_value: String,
    /// The word of `${NAME:+word}`.
    pub(crate) alternate_value: String,
}

/// The variables of a tree that was not interpolated, by name.
pub(crate) fn collect(tree: &Node) -> BTreeMap<String, Variable> {
    let mut variables = BTreeMap::new();
    visit(tree, &mut variables);
    variables
}

/// Takes out every value with a variable that is not known.
pub(super) fn take_out_unknown(node: &mut Node, known: &BTreeMap<String, String>) {
    match &mut node.value {
        Value::String(text) => {
            let mut used = BTreeMap::new();
            add(text, &mut used);
            if used.keys().any(|name| !known.contains_key(name)) {
                node.take_out();
            }
        }
        Value::List(list) => list.iter_mut().for_each(|item| take_out_unknown(item, known)),
        Value::Map(map) => map.values_mut().for_each(|entry| take_out_unknown(&mut entry.value, known)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

fn visit(node: &Node, variables: &mut BTreeMap<String, Variable>) {
    match &node.value {
        Value::String(text) => add(text, variables),
        Value::List(list) => list.iter().for_each(|item| visit(item, variables)),
        Value::Map(map) => map.values().for_each(|entry| visit(&entry.value, variables)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

fn add(text: &str, variables: &mut BTreeMap<String, Variable>) {
    template::each_variable(text, |found| {
        let variable = variables.entry(found.name.to_owned()).or_default();
        let Some(operation) = &found.operation else { return };
        match operation.kind {
            OperationKind::Required => variable.required = true,
            OperationKind::Default => keep_first(&mut variable.default_value, operation.word),
            OperationKind::Alternate => keep_first(&mut variable.alternate_value, operation.word),
        }
    });
}

fn keep_first(known: &mut String, word: &str) {
    if known.is_empty() {
        word.clone_into(known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::yaml;
    use crate::model::span::SourceFile;

    #[test]
    fn every_use_counts() {
        let text = "x: {k: '${K:-v}'}\na: ['$K ${R:?m}-${D-x}', '$$N', '${A:+y}', 5]\nb: '${K:-${NESTED}}'\n$KEY: 1\n";
        let tree = yaml::parse(&SourceFile::new("f", text.to_owned())).unwrap().remove(0);
        let rows: Vec<_> = collect(&tree)
            .into_iter()
            .map(|(name, variable)| {
                format!("{name} {} {:?} {:?}", variable.required, variable.default_value, variable.alternate_value)
            })
            .collect();
        let expected =
            [r#"A false "" "y""#, r#"D false "x" """#, r#"K false "v" """#, r#"NESTED false "" """#, r#"R true "" """#];
        assert_eq!(rows, expected);
    }
}
