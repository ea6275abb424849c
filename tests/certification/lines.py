"""Where each thing that a real Moodle teaches, and each complaint about other tools, is held by a test."""

from __future__ import annotations

MOODLE = "What Moodle teaches"
COMPLAINT = "What users of other tools complain about"

LINES: dict[tuple[str, str], str] = {
    (MOODLE, "one redirect address, equal to the character, without a query"): (
        "tests/practice_lms/test_launches_against_captures.py::test_login_initiation_has_moodles_parameters_and_no_others"
    ),
    (MOODLE, "the message hint passes through untouched"): (
        "tests/lti/test_login.py::test_the_hints_go_back_to_the_lms_untouched"
    ),
    (MOODLE, "an id_token lives a minute: a minute of leeway"): (
        "tests/lti/test_refused_claims.py::test_an_lms_whose_clock_strays_by_a_minute_is_let_in"
    ),
    (MOODLE, "a score is fully graded, a part score too"): (
        "tests/lti/test_ags.py::test_a_part_score_is_in_progress_and_fully_graded"
    ),
    (MOODLE, "a maximum that would be dropped in silence is never sent"): (
        "tests/lti/test_deep_linking.py::test_a_maximum_that_moodle_would_drop_in_silence_is_never_sent"
    ),
    (MOODLE, "409: once more, then the result itself"): (
        "tests/score_delivery/test_verdict_rules.py::test_a_second_conflict_in_a_row_asks_for_the_result_itself"
    ),
    (MOODLE, "a mark from the future"): (
        "tests/score_delivery/test_delivery.py::test_a_mark_from_the_future_is_ours_or_a_person_s_business"
    ),
    (MOODLE, "each answer to a score has its verdict"): (
        "tests/score_delivery/test_verdict_rules.py::test_every_answer_has_a_verdict_and_none_waits_for_longer_than_the_longest"
    ),
    (MOODLE, "401 is about tokens and scopes"): (
        "tests/score_delivery/test_delivery.py::test_a_token_that_the_lms_has_dropped_is_renewed_once"
    ),
    (MOODLE, "tokens come as text/html"): "tests/lti/test_tokens.py::test_moodle_s_own_answer_is_a_token",
    (MOODLE, "service addresses carry a query"): (
        "tests/lti/test_ags.py::test_the_ending_goes_into_the_path_before_the_query"
    ),
    (MOODLE, "line items are asked for without a limit"): (
        "tests/lti/test_ags.py::test_line_items_are_asked_for_without_a_limit_and_with_the_smaller_scope"
    ),
    (MOODLE, "titles are cut to 255 characters"): (
        "tests/lti/test_deep_linking.py::test_a_title_is_cut_to_what_moodle_takes"
    ),
    (MOODLE, "custom values lose what follows a line break"): (
        "tests/lti/test_deep_linking.py::test_a_custom_value_cannot_smuggle_another_parameter_into_moodle"
    ),
    (MOODLE, "an administrator is an instructor besides"): (
        "tests/launch/test_admission.py::test_every_way_of_saying_trainer_leads_to_the_cohort"
    ),
    (MOODLE, "a teacher in the student role keeps the subject"): (
        "tests/launch/test_admission.py::test_a_trainer_who_looks_as_a_student_stays_a_trainer_of_the_cohort"
    ),
    (MOODLE, "submission review names whose work it is"): (
        "tests/lti/test_accepted_claims.py::test_a_submission_review_names_whose_work_it_is"
    ),
    (COMPLAINT, "1 blocked cookies: a way that works, detected"): (
        "tests/journeys/test_cookies_across_sites.py::test_where_every_cookie_is_blocked_one_click_opens_a_new_window"
    ),
    (COMPLAINT, "1 blocked cookies: the partitioned cookie"): (
        "tests/journeys/test_cookies_across_sites.py"
        "::test_a_partitioned_cookie_carries_the_visit_where_third_party_cookies_are_blocked"
    ),
    (COMPLAINT, "2 a reload or double click lands on the live visit"): (
        "tests/launch/test_login_safety.py"
        "::test_eight_posts_of_one_launch_at_once_from_one_browser_all_land_on_its_one_visit"
    ),
    (COMPLAINT, "3 grades lost in silence"): (
        "tests/score_delivery/test_two_workers.py"
        "::test_killed_workers_and_a_failing_lms_lose_nothing_and_end_with_the_last_score"
    ),
    (COMPLAINT, "4 a token for each call"): (
        "tests/lti/test_tokens.py::test_a_token_is_kept_until_a_minute_before_its_end"
    ),
    (COMPLAINT, "5 a key set for each launch, or a stale one"): (
        "tests/lti/test_keys.py::test_an_unknown_key_makes_the_set_be_read_again_but_rarely"
    ),
    (COMPLAINT, "6 clock skew, named in the error"): (
        "tests/lti/test_refused_claims.py::test_a_launch_from_the_future_is_refused_and_the_leeway_is_named"
    ),
    (COMPLAINT, "7 course copy: a new cohort, the settings, never the people"): (
        "tests/journeys/test_course_copy.py::test_a_copied_course_takes_the_settings_and_never_the_people"
    ),
    (COMPLAINT, "7 course copy told by a notice"): (
        "tests/journeys/test_copy_notice.py::test_a_copied_course_is_a_cohort_as_soon_as_its_notice_comes"
    ),
    (COMPLAINT, "7 course copy told by the histories that a real Moodle sends"): (
        "tests/placement/test_placements.py::test_the_captured_restored_courses_remember_where_they_come_from"
    ),
    (COMPLAINT, "8 wrong score timestamps"): (
        "tests/score_delivery/test_outbox.py::test_two_scores_within_a_second_are_sent_a_second_apart"
    ),
    (COMPLAINT, "9 duplicate line items: one reservation for each placement"): (
        "tests/score_delivery/test_columns.py::test_one_worker_reserves_a_column_and_others_wait"
    ),
    (COMPLAINT, "9 missing line items: found by resourceId and tag before one is made"): (
        "tests/score_delivery/test_making_columns.py"
        "::test_a_column_that_appeared_after_the_listing_is_found_by_link_activity_and_tag"
    ),
    (COMPLAINT, "10 tabs and users mixed"): (
        "tests/launch/test_admission.py::test_a_second_launch_of_the_same_person_adds_a_visit_and_nothing_else"
    ),
    (COMPLAINT, "10 one link in two courses"): (
        "tests/launch/test_admission.py::test_one_link_in_two_courses_makes_two_cohorts_and_two_placements"
    ),
    (COMPLAINT, "11 roles misread"): (
        "tests/cohort/test_role_rules.py::test_nothing_outside_the_context_makes_a_trainer"
    ),
    (COMPLAINT, "11 roles: the short names of a roster"): (
        "tests/lti/test_nrps.py::test_a_captured_roster_is_read_with_its_short_roles_and_names"
    ),
    (COMPLAINT, "12 a new deployment waits for approval"): (
        "tests/launch/test_the_way_in.py::test_an_unknown_deployment_waits_for_approval"
    ),
    (COMPLAINT, "13 useless error pages: the LMS is told, with a reference"): (
        "tests/launch/test_way_back.py"
        "::test_a_signed_launch_that_is_refused_tells_the_lms_why_and_the_reference"
    ),
    (COMPLAINT, "14 registration by hand"): (
        "tests/organisation/test_registering.py::test_the_registration_sent_is_what_the_captured_moodle_accepts"
    ),
    (COMPLAINT, "rate limits: 300 good launches from one address pass"): (
        "tests/launch/test_limits.py"
        "::test_three_hundred_good_launches_from_one_address_pass_and_each_opens_a_visit"
    ),
    (COMPLAINT, "a phone, where the tool opens top-level"): (
        "tests/journeys/test_cookies_across_sites.py::test_opened_top_level_as_on_a_phone_it_needs_no_frame"
    ),
    (COMPLAINT, "two posts of one launch at once over four workers"): (
        "tests/certification/test_many_at_once.py"
        "::test_of_forty_posts_of_one_launch_at_once_over_four_workers_all_reach_its_one_visit"
    ),
}
