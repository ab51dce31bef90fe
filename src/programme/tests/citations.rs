//! Complaints about `sources.csv`.

use super::{PipelineFolder, complaints};

#[test]
fn citations_are_complete_and_have_ids_of_their_own() {
    let row = "test,A document,Us,https://example.org/,2021-01-01\n";
    complaints(
        "sources.csv",
        &[
            (
                row,
                "test,A document,,https://example.org/,2021-01-01\n",
                "sources.csv:2: \"publisher\" is empty; fill it in",
            ),
            (
                row,
                "\ntest,A document,Us,example.org,2021-01-01\n",
                "sources.csv:3: \"url\" is \"example.org\", which is no web address; write it like https://example.org/page",
            ),
            (
                row,
                "test,A document,Us,https://example.org/,1 Mar 2021\n",
                "sources.csv:2: \"read_on\" is \"1 Mar 2021\", which is no day; write it like 2021-03-01",
            ),
            (
                row,
                "test,A,Us,http://a.org,2021-01-01\r\ntest,B,Us,http://b.org,2021-01-01\r\n",
                "sources.csv:3: the source \"test\" stands in line 2 too; give it an id of its own or remove it",
            ),
            (
                row,
                "test,A document, and more,Us,https://example.org/,2021-01-01\n",
                "sources.csv:2: 6 fields under 5 columns; put text that has a comma in double quotes",
            ),
        ],
    );
}

#[test]
fn the_header_of_a_list_is_known() {
    complaints(
        "sources.csv",
        &[
            (
                "publisher",
                "publishers",
                "sources.csv:1: unknown column \"publishers\"; did you mean \"publisher\"?",
            ),
            (
                "publisher",
                "title",
                "sources.csv:1: the column \"title\" is there twice; remove one of them",
            ),
        ],
    );
    let bench = PipelineFolder::sound();
    bench.write("sources.csv", "id,title\n");
    assert_eq!(
        bench.complaint(),
        "sources.csv:1: the column \"publisher\" is missing; its first line must be: id,title,publisher,url,read_on"
    );
    bench.write("sources.csv", "");
    assert_eq!(
        bench.complaint(),
        "sources.csv:1: the list is empty; its first line must be: id,title,publisher,url,read_on"
    );
}

#[test]
fn a_list_may_start_with_a_byte_order_mark() {
    let bench = PipelineFolder::with("sources.csv", "id,title", "\u{feff}id,title");
    assert_eq!(bench.loaded().citations.all["test"].publisher, "Us");
}
