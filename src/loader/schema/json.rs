//! The tables as a JSON schema, for editors that check and complete while a file is written.

use serde_json::{Value, json};

type Json = serde_json::Map<String, Value>;

use super::project::PROJECT;
use super::rule::{Kind, Object, Others, Rule};
use super::words;

/// What a variable looks like where the value itself is not text: the file is checked before it is interpolated.
const VARIABLE: &str = "variable";

/// Sections whose entries are definitions of their own, by the name of one entry.
const DEFINITIONS: [(&str, &str); 6] = [
    ("services.*", "service"),
    ("networks.*", "network"),
    ("volumes.*", "volume"),
    ("secrets.*", "secret"),
    ("configs.*", "config"),
    ("models.*", "model"),
];

/// A schema of draft 7 for one Compose file, before its variables are replaced and before files are merged.
pub(crate) fn schema() -> Value {
    let mut generator = Generator { definitions: Json::new() };
    let root = generator.of(&PROJECT, "");
    generator.definitions.insert(
        VARIABLE.to_owned(),
        json!({"type": "string", "pattern": "\\$", "description": "A variable, such as ${NAME:-default}."}),
    );
    generator.definitions.sort_keys();
    let mut schema = Json::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("Compose file"));
    schema.extend(root.as_object().expect("the schema of a mapping is a mapping").clone());
    schema.insert("definitions".to_owned(), Value::Object(generator.definitions));
    Value::Object(schema)
}

struct Generator {
    definitions: Json,
}

impl Generator {
    fn of(&mut self, rule: &Rule, path: &str) -> Value {
        let Some((_, name)) = DEFINITIONS.iter().find(|(place, _)| *place == path) else {
            return described(self.value(rule, path), path);
        };
        if !self.definitions.contains_key(*name) {
            let definition = self.value(rule, path);
            self.definitions.insert((*name).to_owned(), described(definition, path));
        }
        json!({"$ref": format!("#/definitions/{name}")})
    }

    fn value(&mut self, rule: &Rule, path: &str) -> Value {
        match rule {
            Rule::Scalar(kinds) => or_variable(types(kinds), kinds),
            Rule::Enum(words) => or_variable(json!({"enum": words}), &[]),
            Rule::Pattern(pattern, _) => or_variable(json!({"type": "string", "pattern": pattern}), &[]),
            Rule::Range { minimum, maximum } => {
                let mut range = json!({"type": "integer", "minimum": minimum});
                if let Some(maximum) = maximum {
                    range["maximum"] = json!(maximum);
                }
                range
            }
            Rule::Object(object) => self.object(object, path, &json!("object")),
            Rule::Nullable(object) => self.object(object, path, &json!(["object", "null"])),
            Rule::Switch(object) => self.object(object, path, &json!(["object", "boolean", "string"])),
            Rule::List { item, unique } => {
                let mut list = json!({"type": "array", "items": self.of(item, &join(path, "*"))});
                if *unique {
                    list["uniqueItems"] = json!(true);
                }
                list
            }
            Rule::OneOf(branches) => {
                let branches: Vec<Value> = branches.iter().map(|branch| self.value(branch, path)).collect();
                json!({"anyOf": branches})
            }
        }
    }

    fn object(&mut self, object: &Object, path: &str, kinds: &Value) -> Value {
        let mut properties = Json::new();
        for (key, rule) in object.fields {
            properties.insert((*key).to_owned(), self.of(rule, &join(path, key)));
        }
        let mut schema = json!({"type": kinds});
        if !properties.is_empty() {
            schema["properties"] = Value::Object(properties);
        }
        if !object.required.is_empty() {
            schema["required"] = json!(object.required);
        }
        let any = join(path, "*");
        let (pattern, others) = match object.others {
            Others::Refused => (None, false),
            Others::Extensions => (Some(("^x-", json!({}))), false),
            Others::Allowed => (None, true),
            Others::Values(rule) => (Some((".", self.of(rule, &any))), false),
            Others::Names(rule) => (Some(("^[a-zA-Z0-9._-]+$", self.of(rule, &any))), false),
            Others::NamesOrUnchecked(rule) => (Some(("^[a-zA-Z0-9._-]+$", self.of(rule, &any))), true),
            Others::LowerCase(rule) => (Some(("^[a-z]+$", self.of(rule, &any))), true),
        };
        if let Some((pattern, value)) = pattern {
            schema["patternProperties"] = json!({pattern: value});
        }
        if !others {
            schema["additionalProperties"] = json!(false);
        }
        schema
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn described(mut schema: Value, path: &str) -> Value {
    if let Some(text) = words::description(path) {
        schema["description"] = json!(text);
    }
    schema
}

fn types(kinds: &[Kind]) -> Value {
    let names: Vec<&str> = kinds.iter().map(|kind| json_name(*kind)).collect();
    match names.as_slice() {
        [name] => json!({"type": name}),
        names => json!({"type": names}),
    }
}

fn json_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Array => "array",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Mapping => "object",
        Kind::Null => "null",
        Kind::Number => "number",
        Kind::String => "string",
    }
}

/// A variable may stand wherever a scalar does; where text is allowed, that goes without saying.
fn or_variable(schema: Value, kinds: &[Kind]) -> Value {
    if kinds.contains(&Kind::String) || kinds == [Kind::Null] {
        return schema;
    }
    json!({"anyOf": [schema, {"$ref": format!("#/definitions/{VARIABLE}")}]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::schema::service::SERVICE;

    #[test]
    fn every_key_of_the_sections_and_of_services_is_described() {
        let Rule::Object(project) = PROJECT else { panic!("the project is a mapping") };
        let Rule::Object(service) = SERVICE else { panic!("a service is a mapping") };
        let sections = project.fields.iter().map(|(key, _)| (*key).to_owned());
        let keys = service.fields.iter().map(|(key, _)| format!("services.*.{key}"));
        let silent: Vec<_> = sections.chain(keys).filter(|path| words::description(path).is_none()).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }

    #[test]
    fn every_description_belongs_to_a_key() {
        let schema = schema();
        let text = schema.to_string();
        for (path, description) in words::TABLE {
            assert!(text.contains(&json!(description).to_string()), "{path}");
        }
    }

    #[test]
    fn sections_refer_to_definitions_and_values_may_be_variables() {
        let schema = schema();
        let at = |pointer: &str| schema.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(
            at("/properties/services/patternProperties"),
            json!({"^[a-zA-Z0-9._-]+$": {"$ref": "#/definitions/service"}})
        );
        assert_eq!(at("/properties/services/additionalProperties"), json!(false));
        assert_eq!(
            at("/definitions/service/properties/use_api_socket/anyOf"),
            json!([{"type": "boolean"}, {"$ref": "#/definitions/variable"}])
        );
        assert_eq!(at("/definitions/service/properties/tty/type"), json!(["boolean", "string"]));
        assert_eq!(at("/definitions/network/type"), json!(["object", "null"]));
        assert_eq!(at("/definitions/service/patternProperties"), json!({"^x-": {}}));
    }
}
