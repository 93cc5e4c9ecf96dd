//! The part of the model that a document speaks of. The steps after a merge look at it alone, so that many documents over
//! a large model take linear time.

use super::tree::{Entry, Map, Node, Tag, Value};

/// What was taken out of a model.
pub(super) struct Part {
    /// Shaped like a model.
    pub(super) node: Node,
    /// Sections and the names in them that left a gap in the model.
    gaps: Vec<(String, String)>,
}

/// Takes out every entry of the model's sections that the document has, too. What else both have goes as a whole.
pub(super) fn take(model: &mut Node, document: &Node) -> Part {
    let mut part = Part { node: model.clone_without_value(), gaps: Vec::new() };
    let (Some(map), Some(over)) = (model.as_map_mut(), document.as_map()) else {
        part.node = std::mem::replace(model, gap());
        return part;
    };
    let mut taken = Map::new();
    for (key, theirs) in over {
        let Some(entry) = map.get_mut(key) else { continue };
        let value = match (&mut entry.value.value, &theirs.value.value) {
            (Value::Map(section), Value::Map(names)) => {
                let own = entries(section, names);
                part.gaps.extend(own.keys().map(|name| (key.clone(), name.clone())));
                Node { value: Value::Map(own), ..entry.value.clone_without_value() }
            }
            _ => std::mem::replace(&mut entry.value, gap()),
        };
        taken.insert(key.clone(), Entry { key_span: entry.key_span.clone(), value });
    }
    part.node.value = Value::Map(taken);
    part
}

fn entries(section: &mut Map, names: &Map) -> Map {
    let mut own = Map::new();
    for name in names.keys() {
        if let Some(entry) = section.get_mut(name) {
            own.insert(name.clone(), std::mem::replace(entry, Entry::of(gap())));
        }
    }
    own
}

impl Part {
    /// Puts everything back at its place; what is new comes last.
    pub(super) fn put_back(self, model: &mut Node) {
        let Node { value, span, tag, plain } = self.node;
        let (Some(map), true) = (model.as_map_mut(), matches!(value, Value::Map(_))) else {
            *model = Node { value, span, tag, plain };
            return;
        };
        if let Value::Map(taken) = value {
            for (key, entry) in taken {
                put_entry(map, key, entry);
            }
        }
        for (section, name) in self.gaps {
            let section = map.get_mut(&section).and_then(|entry| entry.value.as_map_mut());
            if let Some(section) = section.filter(|section| section.get(&name).is_some_and(is_gap)) {
                section.shift_remove(&name);
            }
        }
        map.retain(|_, entry| !is_gap(entry));
        (model.span, model.tag, model.plain) = (span, tag, plain);
    }
}

fn put_entry(map: &mut Map, key: String, entry: Entry) {
    let Some(earlier) = map.get_mut(&key) else {
        map.insert(key, entry);
        return;
    };
    let Entry { key_span, value: Node { value, span, tag, plain } } = entry;
    let value = match (std::mem::replace(&mut earlier.value.value, Value::Null), value) {
        (Value::Map(mut section), Value::Map(own)) => {
            section.extend(own);
            Value::Map(section)
        }
        (_, value) => value,
    };
    *earlier = Entry { key_span, value: Node { value, span, tag, plain } };
}

fn gap() -> Node {
    Node { tag: Some(Tag::Reset), ..Node::synthetic(Value::Null) }
}

fn is_gap(entry: &Entry) -> bool {
    entry.value.tag == Some(Tag::Reset)
}

impl Node {
    fn clone_without_value(&self) -> Self {
        Self { value: Value::Null, span: self.span.clone(), tag: self.tag, plain: self.plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::yaml;
    use crate::model::span::SourceFile;

    fn tree(text: &str) -> Node {
        yaml::parse(&SourceFile::new("f", text.to_owned())).unwrap().remove(0)
    }

    fn json(node: &Node) -> String {
        node.to_json().to_string()
    }

    #[test]
    fn only_what_the_document_has_is_taken() {
        let mut model = tree("name: n\nservices: {a: 1, b: 2, c: 3}\nvolumes: {v: 4}\nx-a: [5]\n");
        let document = tree("services: {b: x, d: y}\nx-a: z\nx-b: z\n");
        let mut part = take(&mut model, &document);
        assert_eq!(json(&part.node), r#"{"services":{"b":2},"x-a":[5]}"#);
        let services = part.node.as_map_mut().unwrap()["services"].value.as_map_mut().unwrap();
        services["b"].value.value = Value::Int(20);
        services.insert("d".to_owned(), Entry::of(Node::synthetic(Value::Int(30))));
        part.put_back(&mut model);
        let expected = r#"{"name":"n","services":{"a":1,"b":20,"c":3,"d":30},"volumes":{"v":4},"x-a":[5]}"#;
        assert_eq!(json(&model), expected);
    }

    #[test]
    fn what_is_removed_meanwhile_leaves_no_gap() {
        let mut model = tree("version: 3\nservices: {a: 1, b: 2}\n");
        let mut part = take(&mut model, &tree("version: 2\nservices: {a: x}\n"));
        let map = part.node.as_map_mut().unwrap();
        map.shift_remove("version");
        map["services"].value.as_map_mut().unwrap().shift_remove("a");
        part.put_back(&mut model);
        assert_eq!(json(&model), r#"{"services":{"b":2}}"#);
    }
}
