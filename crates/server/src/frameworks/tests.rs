use super::*;

#[test]
fn the_built_in_frameworks_load_with_their_cohorts() {
    let library = Library::embedded().expect("the embedded frameworks load");
    let ids: Vec<&str> = library.editions().map(|edition| edition.framework.id.as_str()).collect();
    assert_eq!(ids, ["cyber-management", "cyber-management-beta"]);
    let current = library.edition("cyber-management").expect("the current framework");
    let reference = library.reference(&current.framework);
    assert_eq!((reference.spec.id.as_str(), reference.members.len()), ("fy2020-interim", 25));
    assert_eq!(reference.averages.class_counts, [5, 5, 15]);
    let sizes: Vec<usize> = library.cohorts().map(|cohort| cohort.members.len()).collect();
    assert_eq!(sizes, [25, 28]);
}

#[test]
fn a_folder_cannot_replace_a_built_in_framework() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frameworks");
    let problems =
        Library::embedded().expect("it loads").with_folder(&folder).map(|_| ()).expect_err("the same ids");
    assert!(
        problems[0].message.ends_with("a framework `cyber-management` is already there"),
        "{}",
        problems[0]
    );
}
