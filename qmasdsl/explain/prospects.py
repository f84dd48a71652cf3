"""Sentences about what is not so yet: facts that are missing, points that were lost, what would have to change, and
what changes by itself as time passes. In each language, as those of the catalogue; the Chinese is ours.
"""

from collections.abc import Mapping

from qmasdsl.frozen import frozen


@frozen
class Prospects:
    """One language; what stands in braces is filled in."""

    # Facts that are missing
    either: str
    span: str
    where_it_applies: str
    passes_surely: str
    passes_exactly: str
    fails_surely: str
    prerequisites: str
    if_yes: str
    if_no: str
    if_so: str
    then: str
    then_passes: str
    then_short: str
    then_fails: str
    then_depends: str
    ask_next: str
    not_given: str
    unsettled: str
    and_more: str
    # Points that were lost
    lost_most: str
    lost: str
    lost_unproved: str
    lost_nothing: str
    # Ways to a goal
    goal_passed: str
    goal_points: str
    reached: str
    routes: str
    route: str
    change: str
    change_also: str
    follows: str
    gone: str
    takes: str
    effort: str
    then_total: str
    proved: str
    unproved: str
    more: str
    others: str
    no_route: str
    no_route_fixed: str
    undecided: str
    no_records: str
    # Time
    time: str
    time_moves: str
    time_unknown: str
    one_day: str
    value_of: str
    while_from: str
    spans: str
    spans_while: str
    waiting: str
    waiting_no: str
    waiting_never: str
    reached_while: str
    nothing_changes: str
    rules_end: str
    facts_end: str


ENGLISH = Prospects(
    either="{items} or {last}",
    span="{least} to {greatest}",
    where_it_applies="where it applies, {rest}",
    passes_surely="PASSES in any case, by at least {by}.",
    passes_exactly="PASSES in any case.",
    fails_surely="DOES NOT PASS in any case, at least {by} short.",
    prerequisites="Prerequisites: {met} of {all} met, {open} depending on what was not given.",
    if_yes="If yes: {rest}",
    if_no="If no: {rest}",
    if_so="If {answer}: {rest}",
    then="{points}.",
    then_passes="{points}, passes.",
    then_short="{points}, does not pass, {by} short.",
    then_fails="{points}, does not pass.",
    then_depends="{points}, still depends on more.",
    ask_next="Ask next, because it decides most: {label} [{name}].",
    not_given="Not given: {label} [{name}].",
    unsettled="Could not be settled: {items}.",
    and_more="and {count} more",
    lost_most="Where most was lost, against the most that can be had there:",
    lost="{at}. {label}: {points} of {maximum}, {lost} lost.",
    lost_unproved="{at}. {label}: {points}; the most that can be had there could not be proved.",
    lost_nothing="Nothing was lost: every factor gives the most that it can.",
    goal_passed="{label} is passed",
    goal_points="at least {points} points in the {label}",
    reached="Reached already: {goal}.",
    routes="What would be enough for this: {goal}",
    route="{at}. {changes}.",
    change="{label}: {after} instead of {before}",
    change_also="{change} (or {others})",
    follows="with {label}: {after}",
    gone="{label} no longer asked",
    takes="This takes at least {time}; all else is taken to stay as it is.",
    effort="Effort {cost}.",
    then_total="Then {label}: {points} points.",
    proved="Each is proved to be enough, and no part of it is.",
    unproved="Of {items} it could not be proved that no part is enough.",
    more="{count} more were found; --most {all} shows them.",
    others="There may be others: {why}.",
    no_route="Nothing that may change reaches this: {goal}. That is proved.",
    no_route_fixed="Fixed, and so left as they are: {facts}.",
    undecided="Undecided whether anything reaches this: {goal}. {why}.",
    no_records="none",
    time="As time passes, and nothing else changes:",
    time_moves="What moves: {facts}.",
    time_unknown="On which day a year is added is not known for {facts}: this is told for each {day} only.",
    one_day="{first}: {rest}",
    value_of="{label} {values}",
    while_from="{values} ({days}): {rest}",
    spans="from {first} to {last}",
    spans_while="while {label} is {values}",
    waiting="Reached by waiting, {spans}: {goal}.",
    waiting_no="Not reached by waiting until {last}: {goal}.",
    waiting_never="Not reached by waiting: {goal}.",
    reached_while="Reached {spans}: {goal}.",
    nothing_changes="Nothing changes as time passes, until {last}.",
    rules_end="These rules are in force until {last}.",
    facts_end="From {first} on these facts cannot be true together: {why}.",
)

CHINESE = Prospects(
    either="{items}或{last}",
    span="{least}至{greatest}",
    where_it_applies="如適用，{rest}",
    passes_surely="在任何情況下均合格，至少高出{by}分。",
    passes_exactly="在任何情況下均合格。",
    fails_surely="在任何情況下均不合格，至少尚欠{by}分。",
    prerequisites="基本資格：{all}項中符合{met}項，{open}項視乎未提供的資料而定。",
    if_yes="如是：{rest}",
    if_no="如否：{rest}",
    if_so="如為{answer}：{rest}",
    then="{points}分。",
    then_passes="{points}分，合格。",
    then_short="{points}分，不合格，尚欠{by}分。",
    then_fails="{points}分，不合格。",
    then_depends="{points}分，仍視乎其他資料而定。",
    ask_next="宜先問最具決定性的一項：{label}〔{name}〕。",
    not_given="未提供：{label}〔{name}〕。",
    unsettled="未能確定：{items}。",
    and_more="及其他{count}項",
    lost_most="失分最多的項目（與該項可得的最高分比較）：",
    lost="{at}. {label}：{maximum}分中得{points}分，失{lost}分。",
    lost_unproved="{at}. {label}：{points}分；該項可得的最高分未能證實。",
    lost_nothing="並無失分：每項均已得最高分。",
    goal_passed="{label}合格",
    goal_points="{label}至少{points}分",
    reached="已經達到：{goal}。",
    routes="以下任何一項已足以達到：{goal}",
    route="{at}. {changes}。",
    change="{label}：由{before}改為{after}",
    change_also="{change}（或{others}）",
    follows="並且{label}：{after}",
    gone="不再需要{label}",
    takes="最少需時{time}，並假設其他資料不變。",
    effort="所需努力：{cost}。",
    then_total="屆時{label}：{points}分。",
    proved="已證實每一項均足夠，而且缺一不可。",
    unproved="未能證實缺一不可的項目：{items}。",
    more="另外找到{count}項；輸入--most {all}可顯示。",
    others="可能還有其他：{why}。",
    no_route="已證實任何可作的改變均不能達到：{goal}。",
    no_route_fixed="不能改變的資料：{facts}。",
    undecided="未能確定能否達到：{goal}。{why}。",
    no_records="無",
    time="如其他資料不變，隨時間推移：",
    time_moves="會變動的資料：{facts}。",
    time_unknown="未知{facts}於何日增加一年，故只就每年的{day}說明。",
    one_day="{first}：{rest}",
    value_of="{label}{values}",
    while_from="{values}（{days}）：{rest}",
    spans="由{first}至{last}",
    spans_while="當{label}為{values}",
    waiting="只須等候，{spans}即可達到：{goal}。",
    waiting_no="直至{last}，只靠等候不能達到：{goal}。",
    waiting_never="只靠等候不能達到：{goal}。",
    reached_while="{spans}達到：{goal}。",
    nothing_changes="直至{last}，結果不會隨時間改變。",
    rules_end="本規則有效至{last}。",
    facts_end="由{first}起，這些資料不可能同時成立：{why}。",
)

PROSPECTS: Mapping[str, Prospects] = {"en": ENGLISH, "zh-Hant": CHINESE}


def prospects(language: str) -> Prospects:
    """The sentences in `language`; English where there are none."""
    return PROSPECTS.get(language, ENGLISH)
