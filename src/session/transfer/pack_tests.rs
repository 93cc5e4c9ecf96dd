//! Archives of this machine's files.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn packed(source: &Source, name: Option<&str>) -> Result<Vec<String>, TransferError> {
    let mut bytes = Vec::new();
    pack(source, name.map(Path::new), &mut bytes)?;
    let mut archive = tar::Archive::new(&bytes[..]);
    let said = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mode = entry.header().mode().unwrap() & 0o7777;
        let name = entry.path().unwrap().display().to_string();
        let kind = entry.header().entry_type();
        let target = entry.link_name().unwrap().map(|target| format!("{kind:?} {}", target.display()));
        let mut content = target.unwrap_or_default();
        entry.read_to_string(&mut content).unwrap();
        format!("{mode:o} {name} {content}").trim_end().to_owned()
    });
    Ok(said.collect())
}

#[test]
fn a_folder_is_sent_with_links_modes_and_odd_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("d");
    let long = "n".repeat(180);
    fs::create_dir_all(root.join("sub")).unwrap();
    fs::write(root.join("a"), "text").unwrap();
    fs::set_permissions(root.join("a"), fs::Permissions::from_mode(0o4751)).unwrap();
    fs::hard_link(root.join("a"), root.join("b")).unwrap();
    symlink("/etc/../nowhere", root.join("l")).unwrap();
    fs::write(root.join("sub").join(&long), "").unwrap();
    fs::write(root.join("sub/new\nline: ü"), "").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("s")).unwrap();
    for path in [root.clone(), root.join("sub")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o750)).unwrap();
    }
    for path in [root.join("sub").join(&long), root.join("sub/new\nline: ü")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let source = Source { path: root, name: None, is_folder: true };
    let expected = [
        "750 x".to_owned(),
        "4751 x/a text".to_owned(),
        "4751 x/b Link x/a".to_owned(),
        "777 x/l Symlink /etc/../nowhere".to_owned(),
        "750 x/sub".to_owned(),
        "600 x/sub/new\nline: ü".to_owned(),
        format!("600 x/sub/{long}"),
    ];
    assert_eq!(packed(&source, Some("x")).unwrap(), expected);
    let names: Vec<String> = packed(&source, None).unwrap();
    assert_eq!(names[..2], ["750 .", "4751 a text"]);
}

#[test]
fn what_cannot_be_read_has_its_name_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    let source = Source { path: folder.path().join("none"), name: None, is_folder: false };
    let text = packed(&source, Some("x")).unwrap_err().to_string();
    assert!(text.ends_with("none: no such file or directory"), "{text}");
}

#[test]
fn a_file_that_changes_while_it_is_sent_spoils_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    fs::write(&path, "12345").unwrap();
    let content = |left| Content { file: File::open(&path).unwrap(), left, error: None };
    let mut text = String::new();
    content(3).read_to_string(&mut text).unwrap();
    assert_eq!(text, "123", "what was added is left out");
    let mut longer = content(9);
    assert!(longer.read_to_string(&mut text).is_err());
    assert_eq!(longer.error.unwrap().to_string(), "it became shorter while it was read");
}
