"""Numbers of keys: equal wherever the kernel takes two cells for the same."""

import numpy as np
import pyarrow as pa
import pytest

from attain.errors import ConfigurationError
from attain.spark import dates, keys
from attain.spark.components import components


def same(of, *texts: str) -> bool:
    return len(set(of(pa.array(texts, pa.string())).tolist())) == 1


def test_addresses_differ_in_neither_case_nor_blanks_nor_unicode_form():
    assert same(keys.emails, "anna@c.example", " Anna@C.example ")
    assert same(keys.emails, "zoe\u0301@c.example", "ZOÉ@C.example")
    assert not same(keys.emails, "anna@c.example", "anne@c.example")


def test_what_says_nothing_is_no_key():
    for of in (keys.emails, keys.mcids):
        assert of(pa.array(["", None, "N/A", "-", "nobody"], pa.string())).tolist() == [0] * 5
    assert (
        keys.user_ids(pa.array(["", None, "N/A", "(en blanco)", " - "], pa.string())).tolist()
        == [0] * 5
    )


def test_mcids_are_numbers():
    assert same(keys.mcids, "00721", "721", " 721 ")
    assert not same(keys.mcids, "721", "7210")


def test_a_number_is_that_of_its_text_wherever_it_stands():
    texts = pa.array(["a@b", None, "", "c@d", "a@b", "x" * 300 + "@y"], pa.string())
    whole = keys.emails(texts)
    assert whole[0] == whole[4] != whole[3]
    assert (keys.emails(texts.slice(3)) == whole[3:]).all()
    assert (keys.emails(pa.chunked_array([texts.slice(0, 2), texts.slice(2)])) == whole).all()


def test_further_addresses_are_found_with_their_row():
    cells = pa.array(["SMTP:a@x; smtp:b@x", None, "c@x,"], pa.string())
    rows, numbers = keys.further_emails(cells)
    assert rows.tolist() == [0, 0, 2]
    assert numbers.tolist() == keys.emails(pa.array(["a@x", "b@x", "c@x"])).tolist()


def test_a_skill_is_one_by_its_code_its_title_and_its_alias():
    known = {"aa 100": "AA-100", "work of kind 0": "AA-100"}
    codes = pa.array(["aa 100", None, "AA-100", "zz", None], pa.string())
    titles = pa.array([None, "Work of kind 0", "Unheard of", None, "ZZ"], pa.string())
    numbers = keys.skills(codes, titles, known)
    assert numbers[0] == numbers[1] == numbers[2]
    assert numbers[3] == numbers[4] != numbers[0]


@pytest.mark.parametrize(
    "other", ["2021-03-01T10:00:00Z", "20210301", "01/03/2021", "3/1/2021", "01.03.2021 10:00"]
)
def test_days_are_equal_in_every_form_of_numbers(other):
    fine, years = dates.day_keys(pa.array(["2021-03-01", other]))
    assert fine[0] == fine[1] != 0 and years[0] == years[1] == 2021


def test_a_day_in_words_has_its_year_alone():
    fine, years = dates.day_keys(pa.array(["1 mars 2021", "soon", None]))
    assert fine.tolist() == [0, 0, 0] and years.tolist() == [2021, 0, 0]
    assert dates.are_in_words(pa.array(["1 mars 2021"])) and not dates.are_in_words(
        pa.array(["", "2021-03-01"])
    )


def test_the_whole_file_decides_which_number_is_the_day():
    cells = pa.array(["01/02/2021", "31/01/2021", "02/13/2021"])
    seen = dates.evidence(cells) + dates.evidence(pa.array(["30/01/2021"]))
    assert dates.decided(seen, "users", "users.csv", "created_on", []) == "dmy"
    with pytest.raises(ConfigurationError, match="whether the day or the month comes first"):
        dates.decided(
            dates.evidence(pa.array(["01/02/2021"])),
            "users",
            "users.csv",
            "created_on",
            ["01/02/2021"],
        )


def test_components_hang_together_by_any_chain():
    nodes = np.array([1, 1, 2, 2, 3, 4, 4, 5])
    names, labels = components(nodes, np.array([50, 60, 60, 90, 70, 80, 70, 40]))
    assert dict(zip(names.tolist(), labels.tolist())) == {
        40: 40,
        50: 50,
        60: 50,
        70: 70,
        80: 70,
        90: 50,
    }
    chain = np.repeat(np.arange(1000), 2), np.repeat(np.arange(1001), 2)[1:-1]
    assert set(components(*chain)[1].tolist()) == {0}
