"""The sentences of an explanation, in each language.

A sentence is a template; what stands in braces is filled in. English is the language of the files. The
Chinese sentences are ours and have not been confirmed by an official translator, so every explanation in
Chinese says so; labels come from the rule set's own wording table.
"""

from collections.abc import Mapping

from qmasdsl.frozen import frozen


@frozen
class Sentences:
    """One language. `join` parts clauses, `gap` parts sentences on a line."""

    marked: str
    gap: str
    join: str
    or_join: str
    comma: str
    stop: str
    colon: str
    headline: str
    headline_undated: str
    result: str
    points: str
    points_out_of: str
    mark: str
    no_mark: str
    passes_by: str
    passes_exactly: str
    passes: str
    short: str
    does_not_pass: str
    lacks_requirement: str
    no_test: str
    not_eligible: str
    information: str
    depends: str
    outcome: str
    prerequisites: str
    met: str
    not_met: str
    yes: str
    no: str
    unknown: str
    factor: str
    factor_out_of: str
    factor_depends: str
    factor_shut: str
    section: str
    cut: str
    step: str
    labelled_step: str
    cited: str
    outdone: str
    outdone_item: str
    next_step: str
    not_given: str
    none_applies: str
    none_applies_to: str
    open_step: str
    hangs: str
    hangs_item: str
    clause: str
    verdict: str
    against: str
    eligible: str
    at_least: str
    at_most: str
    more: str
    less: str
    equal: str
    unequal: str
    band: str
    needs: str
    on_list: str
    entry_met: str
    not_on_list: str
    entry_not_met: str
    one_of: str
    each: str
    each_one: str
    passed: str
    not_passed: str
    applies: str
    does_not_apply: str


ENGLISH = Sentences(
    marked="",
    gap=" ",
    join="; ",
    or_join="; or ",
    comma=", ",
    stop=".",
    colon=": ",
    headline="{title}, rules in force from {day}",
    headline_undated="{title}",
    result="RESULT  {rest}",
    points="{points} points.",
    points_out_of="{points} points out of {most}.",
    mark="The pass mark is {mark}.",
    no_mark="There is no pass mark.",
    passes_by="PASSES, by {by}.",
    passes_exactly="PASSES, exactly at the pass mark.",
    passes="PASSES.",
    short="DOES NOT PASS, {by} short.",
    does_not_pass="DOES NOT PASS.",
    lacks_requirement="DOES NOT PASS, because a requirement of the test is not met: {labels}.",
    no_test="No test applies to this applicant.",
    not_eligible="NOT ELIGIBLE. Not met: {labels}.",
    information="For information only, the points are:",
    depends="DEPENDS ON what was not given: {facts}.",
    outcome="{label}: {verdict}.",
    prerequisites="Prerequisites: {met} of {all} met.",
    met="{label}: met.",
    not_met="{label}: not met. {why}.",
    yes="yes",
    no="no",
    unknown="depends",
    factor="{label}: {points}.",
    factor_out_of="{label}: {points} out of {most}.",
    factor_depends="{label}: depends on what was not given.",
    factor_shut="{label}: does not apply. {why}.",
    section="{label}, together: {points}.",
    cut="Together {before}, cut to the cap of {cap}.",
    step="{why}: {points}.",
    labelled_step="{label}: {points}. {why}.",
    cited="{sentence} [{cite}]",
    outdone="This is the highest that applies; not added: {items}.",
    outdone_item="{label} ({points})",
    next_step="The next step, {points}, is not reached. {why}.",
    not_given="{label}: 0. {why}.",
    none_applies="None of its rules applies: 0.",
    none_applies_to="None of its rules applies: 0. {why}.",
    open_step="{label}: depends on what was not given.",
    hangs="What the result hangs on: the test would not be passed without the points of any one of these: {items}.",
    hangs_item="{label} (total {total})",
    clause="{item} is {value}",
    verdict="{item} ({value})",
    against="{clause}, {limit}",
    eligible="eligible",
    at_least="at least {limit}",
    at_most="at most {limit}",
    more="more than {limit}",
    less="less than {limit}",
    equal="{limit}",
    unequal="not {limit}",
    band="from {low} to {high}",
    needs="{item} is {value}, {limit} is needed",
    on_list="{value} is on the {list}",
    entry_met="{value} is on the {list}, and what the list asks for is met: {why}",
    not_on_list="{item} is {value}, which is not on the {list}",
    entry_not_met="{value} is on the {list}, but what the list asks for is not met: {why}",
    one_of="one of {values}",
    each="{item}: {value}, {points} for each {step}",
    each_one="{item}: {value}, {points} for each",
    passed="{label} is passed",
    not_passed="{label} is not passed",
    applies="{label} applies",
    does_not_apply="{label} does not apply",
)

CHINESE = Sentences(
    marked="（中文譯文未經確認，以英文本為準。Unconfirmed translation.）",
    gap="",
    join="；",
    or_join="；或",
    comma="、",
    stop="。",
    colon="：",
    headline="{title}，{day}起生效的規則",
    headline_undated="{title}",
    result="結果　{rest}",
    points="{points}分。",
    points_out_of="{points}分（滿分{most}分）。",
    mark="最低及格分數{mark}分。",
    no_mark="不設及格分數。",
    passes_by="合格，高出{by}分。",
    passes_exactly="合格，剛達及格分數。",
    passes="合格。",
    short="不合格，尚欠{by}分。",
    does_not_pass="不合格。",
    lacks_requirement="不合格，因未符合本計分制的要求：{labels}。",
    no_test="沒有計分制適用於此申請人。",
    not_eligible="不符合資格。未符合：{labels}。",
    information="以下分數僅供參考：",
    depends="視乎未提供的資料而定：{facts}。",
    outcome="{label}：{verdict}。",
    prerequisites="基本資格：{all}項中符合{met}項。",
    met="{label}：符合。",
    not_met="{label}：不符合。{why}。",
    yes="是",
    no="否",
    unknown="待定",
    factor="{label}：{points}分。",
    factor_out_of="{label}：{points}分（滿分{most}分）。",
    factor_depends="{label}：視乎未提供的資料而定。",
    factor_shut="{label}：不適用。{why}。",
    section="{label}，合共：{points}分。",
    cut="合共{before}分，以上限{cap}分計算。",
    step="{why}：{points}分。",
    labelled_step="{label}：{points}分。{why}。",
    cited="{sentence}〔{cite}〕",
    outdone="以上為適用的最高分；不另加：{items}。",
    outdone_item="{label}（{points}分）",
    next_step="未達下一級（{points}分）。{why}。",
    not_given="{label}：0分。{why}。",
    none_applies="各項均不適用：0分。",
    none_applies_to="各項均不適用：0分。{why}。",
    open_step="{label}：視乎未提供的資料而定。",
    hangs="結果的關鍵：如沒有以下任何一項的分數，即不合格：{items}。",
    hangs_item="{label}（總分為{total}分）",
    clause="{item}：{value}",
    verdict="{item}（{value}）",
    against="{clause}，{limit}",
    eligible="符合資格",
    at_least="至少{limit}",
    at_most="至多{limit}",
    more="多於{limit}",
    less="少於{limit}",
    equal="{limit}",
    unequal="並非{limit}",
    band="介乎{low}至{high}",
    needs="{item}：{value}，須為{limit}",
    on_list="{value}屬{list}所列",
    entry_met="{value}屬{list}所列，並符合有關要求：{why}",
    not_on_list="{item}：{value}，不屬{list}所列",
    entry_not_met="{value}屬{list}所列，但未符合有關要求：{why}",
    one_of="下列之一：{values}",
    each="{item}：{value}，每{step}得{points}分",
    each_one="{item}：{value}，每個得{points}分",
    passed="{label}合格",
    not_passed="{label}不合格",
    applies="{label}適用",
    does_not_apply="{label}不適用",
)

CATALOGUE: Mapping[str, Sentences] = {"en": ENGLISH, "zh-Hant": CHINESE}


def sentences(language: str) -> Sentences:
    """The sentences in `language`; English where there are none, for a language that has labels only."""
    return CATALOGUE.get(language, ENGLISH)
