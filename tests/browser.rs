//! The site as its readers meet it: below a sub-path, with the keyboard, without JavaScript, at a missing page.
//!
//! All tests run in Chromium, and the core, which `core()` lists, in Firefox and WebKit too. What is Chromium's alone looks at texts and
//! layouts, which the other engines were compared in by eye, or needs what only its driver can do: pages without JavaScript, scripts
//! that run before a kept page, permissions, quotas, narrow screens.
//!
//! Where a browser or its driver is missing its tests are ignored and say why; where `CI=true` they fail.

#![allow(
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

#[path = "browser/absent.rs"]
mod absent;
#[path = "browser/desk.rs"]
mod desk;
#[path = "browser/engine.rs"]
mod engine;
#[path = "browser/everywhere.rs"]
mod everywhere;
#[path = "browser/languages.rs"]
mod languages;
#[path = "browser/layout.rs"]
mod layout;
#[path = "browser/list.rs"]
mod list;
#[path = "browser/marionette.rs"]
mod marionette;
#[path = "browser/offline.rs"]
mod offline;
#[path = "browser/older.rs"]
mod older;
#[path = "browser/preview.rs"]
mod preview;
#[path = "browser/pseudo.rs"]
mod pseudo;
#[path = "browser/recall.rs"]
mod recall;
#[path = "browser/scripts.rs"]
mod scripts;
#[path = "browser/search.rs"]
mod search;
#[path = "browser/server.rs"]
mod server;
#[path = "browser/study.rs"]
mod study;
#[path = "browser/study_damage.rs"]
mod study_damage;
#[path = "browser/study_goal.rs"]
mod study_goal;
#[path = "browser/study_leave.rs"]
mod study_leave;
#[path = "browser/study_mock.rs"]
mod study_mock;
#[path = "browser/study_store.rs"]
mod study_store;
#[path = "browser/tab.rs"]
mod tab;
#[path = "browser/theme.rs"]
mod theme;
#[path = "browser/xss.rs"]
mod xss;

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, PoisonError};

use engine::{Engine, Programs};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use prepbook::once::Once;
use serde_json::json;
use server::BASE_PATH;
use support::command::Finish as _;
use tab::{Browser, Tab, Test};
use tempfile::TempDir;

type Outcome = Result<(), CmdError>;

/// Tests over a bank, each under its own name.
macro_rules! tests {
    ($bank:expr, $($name:path),* $(,)?) => {
        [$((stringify!($name), $bank, (|tab| Box::pin($name(tab))) as Test)),*]
    };
}

/// A test with its name and the bank that it is over.
type Named = (&'static str, Bank, Test);

/// Browsers that work at the same time need so much memory, in KB.
const ENOUGH_MEMORY: u64 = 3_000_000;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One tab at a time has a browser's attention, but each engine has a browser of its own.
    arguments.test_threads = Some(if has_memory() { 3 } else { 1 });
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    let sites = Arc::new(Sites::new());
    let of = |engine, tests: Vec<Named>| trials(engine, tests, &sites, must_run).into_iter();
    let mut chromium = of(Engine::Chromium, every_test());
    let mut firefox = of(Engine::Firefox, [core(), printed()].concat());
    let mut webkit = of(Engine::WebKit, core());
    // In turns, so that no engine waits for another.
    let turns = std::iter::repeat_with(|| [firefox.next(), webkit.next(), chromium.next()])
        .take_while(|turn| turn.iter().any(Option::is_some));
    let mut trials: Vec<Trial> = turns.flatten().flatten().collect();
    trials.extend(scripts::trials(must_run));
    // The browsers end with the last of their tests, before the process does.
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn has_memory() -> bool {
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let available = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"));
    let kilobytes = available.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.is_some_and(|kilobytes| kilobytes > ENOUGH_MEMORY)
}

/// The tests of an engine. The first one that runs starts its browser.
fn trials(engine: Engine, tests: Vec<Named>, sites: &Arc<Sites>, must_run: bool) -> Vec<Trial> {
    let programs = Programs::find(engine);
    let browser = Arc::new(Mutex::new(None));
    let trial = |(name, bank, test): Named| {
        let (programs, browser, sites) = (programs.clone(), browser.clone(), sites.clone());
        let name = match engine {
            Engine::Chromium => name.to_owned(),
            Engine::Firefox => format!("firefox::{name}"),
            Engine::WebKit => format!("webkit::{name}"),
        };
        Trial::ignorable_test(name, move || match programs {
            Ok(programs) => perform(&sites, &browser, &programs, bank, test),
            Err(reason) if must_run => Err(reason.into()),
            Err(reason) => Ok(Completion::ignored_with(reason)),
        })
    };
    tests.into_iter().map(trial).collect()
}

/// What every engine is tested in.
fn core() -> Vec<Named> {
    let repository = tests![
        Bank::Repository,
        home_opens_below_a_sub_path,
        the_theme_is_chosen_kept_and_given_back,
        every_kind_of_page_loads_without_an_error,
        search::slash_opens_the_search_and_the_keyboard_leads_to_the_question,
        search::a_misspelt_query_and_the_keyboard_alone_lead_to_the_question,
        search::the_search_page_keeps_its_query_in_the_address,
    ];
    let study = tests![
        Bank::Study,
        list::a_list_is_narrowed_sorted_and_studied,
        list::what_is_searched_is_a_list_like_others,
        list::chosen_questions_stand_in_the_fragment,
        study::a_screen_asks_for_nothing_twice,
        study::a_whole_sitting_goes_by_keyboard_alone,
        study::a_reload_in_the_middle_loses_nothing,
        older::lists_to_choose_from_look_like_fields,
        study_store::what_is_exported_cleared_and_imported_gives_the_same_schedule,
        study_store::what_another_tab_grades_is_known_here,
        study_mock::an_interview_of_five_runs_to_its_summary_and_its_link_draws_the_same,
        study_leave::a_note_is_there_however_its_page_is_left,
        study_leave::a_grade_in_a_sitting_counts_once_however_its_page_is_left,
        study_leave::a_grade_on_a_page_that_is_left_at_once_is_there_once,
    ];
    let little = tests![
        Bank::Little,
        everywhere::a_question_is_graded_on_its_own_page,
        everywhere::answers_hide_until_they_are_wanted,
        offline::visited_pages_are_there_without_a_network,
        offline::everything_is_kept_at_one_touch_and_given_back,
        offline::a_page_of_one_build_never_gets_a_file_of_another,
        older::where_storage_is_blocked_the_offline_panel_says_so,
        older::answers_hide_and_open_where_the_browsers_own_search_opens_nothing,
    ];
    let wide = tests![
        Bank::Wide,
        layout::formulas_are_whole_and_fit_a_narrow_window
    ];
    let lists = repository.into_iter().chain(study).chain(little);
    lists.chain(wide).collect()
}

/// What WebKit's driver cannot be tested in: it chooses no medium.
fn printed() -> Vec<Named> {
    tests![
        Bank::Little,
        everywhere::hidden_answers_are_printed,
        older::progress_is_printed_without_what_is_pressed,
    ]
    .into()
}

fn every_test() -> Vec<Named> {
    let own = tests![
        Bank::Repository,
        a_missing_page_has_its_styles_and_links_at_any_depth,
        questions_read_well_without_javascript,
        one_half_of_the_questions_loads_without_an_error,
        the_other_half_of_the_questions_loads_without_an_error,
        every_other_page_loads_without_an_error,
    ];
    let searches = tests![
        Bank::Repository,
        search::what_is_typed_while_the_dialog_is_on_its_way_is_kept,
        search::down_waits_for_the_answer_to_all_that_was_typed,
        search::slash_in_a_text_field_or_with_a_modifier_is_only_a_slash,
        search::slash_works_after_a_key_point_was_ticked,
        search::control_k_opens_the_search_and_escape_gives_the_focus_back,
        search::clicks_on_search_fields_open_the_search,
        search::an_address_with_filters_can_be_shared_and_changed,
        search::without_a_query_there_is_something_to_open,
        search::filters_and_what_enter_opens_can_be_seen,
        search::suggestions_vary,
        search::more_results_come_with_the_arrow_keys,
        search::a_new_query_needs_no_network_for_what_is_here,
        search::a_failed_request_is_told_and_tried_again,
        search::a_site_published_anew_is_noticed,
        search::a_huge_bank_is_searched_in_a_worker,
        search::the_search_page_without_javascript_says_what_to_do,
    ];
    let little = tests![
        Bank::Little,
        the_copy_button_copies_the_code_or_says_that_it_may_not,
        an_alias_leads_to_the_question,
        older::nothing_waits_for_a_promise_to_keep_what_is_stored,
        older::without_light_dark_there_is_a_light_theme,
        older::fields_have_letters_of_16_px_on_a_phone,
        theme::a_link_that_cannot_be_decoded_ends_no_script,
        theme::a_part_that_throws_ends_no_other,
        theme::a_search_that_does_not_arrive_ends_no_other_script,
        theme::copy_copies_what_is_seen,
        theme::what_looks_like_a_notice_hides_none,
        layout::from_a_folder_on_disk_pages_say_what_does_not_work,
    ];
    let previews = tests![
        Bank::Little,
        preview::a_page_follows_its_file_and_keeps_its_place,
        preview::an_error_lies_over_the_page_until_it_is_mended,
        preview::a_stylesheet_is_taken_on_without_a_reload,
    ];
    let hostile = tests![
        Bank::Hostile,
        xss::every_payload_of_html_would_run_where_nothing_stops_it,
        xss::no_payload_runs_on_a_question_page_even_without_the_policy,
        xss::no_payload_meets_the_policy_on_a_question_page,
        xss::no_payload_runs_on_a_page_of_topics,
        xss::no_payload_runs_on_a_page_of_tags,
        xss::no_payload_runs_on_any_other_page,
        xss::no_payload_runs_in_the_search,
        xss::no_payload_runs_on_a_card_of_studying,
        xss::no_payload_runs_in_the_feed,
        xss::no_payload_runs_in_the_overlay_of_the_preview,
        xss::the_policy_stops_what_is_foreign_and_inline,
    ];
    let studying = tests![
        Bank::Study,
        study::a_whole_sitting_goes_by_touch_on_a_narrow_screen,
        study::the_question_stays_where_it_is_when_the_answer_unfolds,
        study::shortcuts_leave_modifiers_and_fields_alone_and_can_be_turned_off,
        study::a_topic_a_tag_and_a_level_are_chosen,
        study::screens_without_javascript_say_what_they_need,
        study::a_list_of_questions_that_does_not_arrive_can_be_asked_for_again,
        desk::a_newcomer_begins_with_the_first_questions,
        desk::who_was_here_before_finds_a_desk,
        desk::home_without_javascript_leads_to_what_can_be_read,
        desk::what_comes_back_in_minutes_is_due_nowhere_before,
        recall::nothing_moves_when_the_list_of_questions_has_come,
        recall::no_page_listens_to_unload,
        recall::recalling_goes_by_keys_alone,
        a_level_is_chosen_by_arrow_keys,
        list::what_does_not_arrive_is_told_and_the_rest_goes_on,
        list::a_list_of_many_pages_asks_the_search,
        list::results_are_rows_whose_first_words_come_on_demand,
        list::a_grade_in_another_tab_narrows_what_is_open,
        list::what_waits_for_a_busy_store_says_so,
        absent::a_list_whose_script_does_not_arrive_says_so,
        absent::a_screen_whose_script_does_not_arrive_says_so,
        absent::a_grade_that_nothing_can_keep_is_told_in_words,
        absent::an_import_that_nothing_can_keep_says_so,
        absent::an_address_that_names_nothing_studies_nothing,
        absent::a_setting_that_cannot_be_is_refused_aloud,
        absent::a_sitting_with_much_to_count_fits_a_narrow_screen,
        recall::lists_tell_no_answer_to_who_recalls,
        recall::intervals_are_told_before_the_first_touch,
        recall::quick_clicks_on_a_grade_are_one_grade,
        recall::new_questions_mix_topics_unless_the_reader_wants_them_in_order,
        recall::the_end_of_a_sitting_names_what_was_missed_and_when_to_come_back,
        recall::the_total_of_an_interview_follows_the_typing,
        study_goal::a_goal_is_set_followed_through_a_missed_day_and_taken_back,
        study_goal::a_text_that_says_something_else_is_told_word_by_word,
        study_goal::a_note_is_kept_found_in_another_tab_and_taken_back,
        study_goal::a_job_description_becomes_a_sitting,
        study_goal::a_goal_goes_by_touch_on_a_narrow_screen,
        study_goal::an_answer_that_is_corrected_reaches_who_learned_the_wrong_one,
        study_goal::a_goal_where_nothing_can_be_stored_lasts_as_long_as_the_page,
        study_goal::a_goal_follows_a_clock_that_is_set_back,
        study_mock::a_reload_in_an_interview_keeps_its_place_and_its_time,
        study_mock::a_question_that_does_not_arrive_leaves_nothing_of_the_one_before,
        study_mock::a_write_that_is_refused_is_told_and_can_be_repeated,
        study_damage::a_grade_after_any_import_changes_the_card_and_survives,
        study_damage::a_log_that_was_poisoned_before_is_put_right,
        study_damage::a_large_import_shows_how_far_it_is,
        study_damage::a_file_beyond_the_limit_is_refused_unread,
        study_damage::a_damaged_sitting_costs_itself_alone,
        study_damage::a_damaged_interview_costs_itself_alone,
        study_damage::damaged_settings_and_states_cost_themselves_alone,
        study_damage::names_that_every_object_has_end_no_screen,
        study_damage::a_card_that_cannot_be_compared_ends_no_screen,
        study_damage::each_site_remembers_its_own_searches,
        study_leave::a_grade_in_an_interview_counts_once_however_its_page_is_left,
        study_leave::a_note_that_is_left_by_way_of_a_sitting_is_there,
        study_leave::a_note_that_is_not_kept_does_not_say_it_is,
        study_leave::what_was_set_down_is_taken_in_once_by_any_number_of_tabs,
        study_leave::a_store_that_does_not_answer_is_told_of_and_loses_no_grade,
        study_leave::a_sitting_whose_store_is_busy_elsewhere_says_so_and_goes_on,
        study_leave::an_import_is_not_left_without_a_question,
        study_leave::a_page_that_lay_open_tells_of_the_day_that_is,
        study_leave::what_another_tab_does_with_another_card_takes_nothing_away,
        study_leave::a_note_in_two_tabs_is_replaced_only_with_a_word,
        study_leave::a_clock_set_back_in_a_sitting_takes_no_undo_away,
        study_store::two_tabs_that_grade_at_once_lose_nothing,
        study_store::a_file_that_is_refused_changes_nothing_and_says_why,
        study_store::a_renamed_question_keeps_its_history,
        study_store::without_storage_a_banner_says_so_and_study_goes_on,
        study_store::a_full_storage_is_told_of_and_what_was_kept_in_memory_is_written_later,
        study_store::a_full_disk_keeps_no_page_from_being_read,
        study_store::a_page_that_is_left_while_it_makes_the_database_holds_up_no_other,
        study_store::a_damaged_database_is_told_of_and_can_be_mended,
        study_store::entries_that_cannot_be_understood_are_left_alone,
        study_store::cached_states_of_another_algorithm_are_made_anew,
        study_store::a_clock_set_back_a_day_corrupts_nothing,
        study_store::a_backup_is_asked_for_after_fifty_reviews,
        study_store::what_was_suspended_or_flagged_is_brought_back_on_the_progress_page,
    ];
    let everywhere = tests![
        Bank::Little,
        everywhere::who_does_not_study_loads_nothing_for_it,
        everywhere::a_topic_is_studied_from_its_page,
        everywhere::a_grade_that_cannot_be_kept_says_so,
        absent::a_key_whose_script_does_not_arrive_says_so,
        absent::letters_are_as_large_as_the_browser_is_set_to,
        everywhere::r_leads_to_another_question,
        everywhere::without_javascript_an_answer_is_never_hidden,
    ];
    let offline = tests![
        Bank::Little,
        offline::a_page_that_is_not_kept_has_another_stand_in_for_it,
        offline::a_search_that_was_made_works_without_a_network,
        offline::keys_of_a_question_work_without_a_network,
        offline::a_deck_that_was_opened_is_studied_on_without_a_network,
        offline::a_page_that_is_newer_than_the_worker_gets_what_the_host_has,
        offline::lists_of_large_folders_are_fetched_as_they_are_needed,
        offline::what_was_kept_of_one_build_is_there_in_the_next,
        offline::the_worker_stays_inside_its_folder,
        offline::the_preview_has_no_worker,
        offline::the_preview_ends_a_worker_that_a_site_left_on_its_address,
    ];
    let wide = tests![
        Bank::Wide,
        layout::nothing_wide_scrolls_a_page_sideways,
        layout::nothing_wide_scrolls_the_search_sideways,
        layout::nothing_wide_scrolls_a_study_screen_sideways,
    ];
    let from_the_right = tests![
        Bank::FromTheRight,
        layout::pages_from_the_right_fit_as_well,
        layout::a_language_that_is_written_from_the_right_is_laid_out_from_there,
    ];
    let languages = tests![
        Bank::Languages,
        languages::a_card_that_was_learned_in_one_language_is_learned_in_all,
        languages::the_switch_keeps_the_place_with_and_without_javascript,
        languages::each_language_finds_its_own_words,
        languages::links_stay_in_the_language,
        languages::a_page_at_a_missing_address_leads_home_in_each_language,
        languages::the_build_writes_numbers_as_the_browser_does,
    ];
    let pseudo = tests![
        Bank::Pseudo,
        pseudo::every_page_says_nothing_that_is_not_in_the_table,
        pseudo::pages_without_javascript_say_nothing_that_is_not_in_the_table,
        pseudo::the_search_says_nothing_that_is_not_in_the_table,
        pseudo::a_sitting_says_nothing_that_is_not_in_the_table,
        pseudo::an_interview_says_nothing_that_is_not_in_the_table,
        pseudo::progress_says_nothing_that_is_not_in_the_table,
        pseudo::a_plan_says_nothing_that_is_not_in_the_table,
    ];
    core()
        .into_iter()
        .chain(printed())
        .chain(own)
        .chain(searches)
        .chain(little)
        .chain(studying)
        .chain(everywhere)
        .chain(offline)
        .chain(wide)
        .chain(from_the_right)
        .chain(languages)
        .chain(pseudo)
        .chain(hostile)
        .chain(previews)
        .collect()
}

#[derive(Clone, Copy)]
enum Bank {
    /// The one that the program comes with.
    Repository,
    /// A few questions of this file's own.
    Little,
    /// Seven short questions, to be studied.
    Study,
    /// Payloads in every field.
    Hostile,
    /// Long words, addresses, formulas everywhere.
    Wide,
    /// The same, in a language that is written from the right.
    FromTheRight,
    /// In three languages, one of them from the right.
    Languages,
    /// In the pseudo-language.
    Pseudo,
}

/// The sites, each built when the first test asks for it.
struct Sites {
    folder: TempDir,
    built: [Once<Result<PathBuf, String>>; 8],
}

impl Sites {
    fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            built: Default::default(),
        }
    }

    /// The folder of a bank's site.
    fn of(&self, bank: Bank) -> Result<&Path, String> {
        let number = bank as usize;
        let built = self.built[number].get_or_make(|| {
            let output = self.folder.path().join(number.to_string());
            let own = |bank: TempDir| build(bank.path(), &output);
            match bank {
                Bank::Repository => build(Path::new(support::REPOSITORY), &output),
                Bank::Little => own(little_bank()),
                Bank::Study => own(study::bank()),
                Bank::Hostile => own(xss::bank()),
                Bank::Wide => own(layout::bank("en")),
                Bank::FromTheRight => own(layout::bank("ar-EG")),
                Bank::Languages => own(languages::bank()),
                Bank::Pseudo => own(pseudo::bank()),
            }?;
            Ok(output)
        });
        built.as_deref().map_err(Clone::clone)
    }
}

/// Builds a site with the real program.
fn build(root: &Path, output: &Path) -> Result<(), String> {
    let built = Command::new(env!("CARGO_BIN_EXE_prepbook"))
        .args(["--base-url", support::BASE_URL, "--root"])
        .arg(root)
        .arg("--output")
        .arg(output)
        .finish()
        .map_err(|error| error.to_string())?;
    match built.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&built.stderr).into_owned()),
    }
}

fn little_bank() -> TempDir {
    support::bank(&[
        (
            "storage/write-ahead-log.md",
            "---\ntitle: What is a write-ahead log?\naliases: [wal]\n---\nA file that is written first.\n\n## In depth\n\n```sql\nSELECT '<b>' AS \"ü\";\n-- the end\n```\n",
        ),
        (
            "storage/b-tree.md",
            "---\ntitle: What is a B-tree?\ndifficulty: hard\n---\nA tree that is wide.\n",
        ),
    ])
}

/// Runs a test in the engine's browser, which the first one starts.
fn perform(
    sites: &Sites,
    browser: &Mutex<Option<Result<Browser, String>>>,
    programs: &Programs,
    bank: Bank,
    test: Test,
) -> Result<Completion, Failed> {
    let folder = sites.of(bank)?;
    let mut browser = browser.lock().unwrap_or_else(PoisonError::into_inner);
    let browser = browser
        .get_or_insert_with(|| Browser::start(programs))
        .as_ref()
        .map_err(Failed::from)?;
    browser.run(folder, test)?;
    Ok(Completion::Completed)
}

async fn home_opens_below_a_sub_path(tab: &Tab) -> Outcome {
    tab.go("").await?;
    assert_eq!(tab.read("document.title").await?, json!("prepbook"));
    let font = tab.read("getComputedStyle(document.querySelector('h1')).fontWeight");
    assert_eq!(font.await?, json!("600"), "the stylesheet applies");
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.click(".card a[href*='topics/']").await?;
    tab.until("document.body.className === 'page-topic'").await;
    tab.click(".wordmark").await?;
    tab.until("document.body.className === 'page-home'").await;
    assert_eq!(tab.read("location.pathname").await?, json!(BASE_PATH));
    Ok(())
}

async fn the_theme_is_chosen_kept_and_given_back(tab: &Tab) -> Outcome {
    const PAPER: &str = "getComputedStyle(document.documentElement).backgroundColor";
    const CHOSEN: &str = "document.documentElement.dataset.theme ?? null";
    // What the root says at the moment at which the body is there: before a module runs, and before anything is painted.
    let watch = "new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.themeOfTheFirstPaint = document.documentElement.dataset.theme ?? 'none';
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true });";
    tab.before_pages(watch).await?;
    tab.go("questions/cap-theorem/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    let light = tab.read(PAPER).await?;
    assert_eq!(tab.read("themeOfTheFirstPaint").await?, json!("none"));
    tab.click("[data-theme-switch]").await?;
    assert_eq!(tab.read(CHOSEN).await?, json!("dark"));
    let dark = tab.read(PAPER).await?;
    assert_ne!(light, dark);
    tab.reload().await?;
    assert_eq!(tab.read("themeOfTheFirstPaint").await?, json!("dark"));
    assert_eq!(tab.read(PAPER).await?, dark);
    tab.go("topics/").await?;
    assert_eq!(tab.read(PAPER).await?, dark, "on other pages too");
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    let label = "document.querySelector('[data-theme-switch]').getAttribute('aria-label')";
    assert_eq!(tab.read(label).await?, json!("Switch to the light theme"));
    tab.click("[data-theme-switch]").await?;
    assert_eq!(
        tab.read(CHOSEN).await?,
        json!(null),
        "the system's theme is no choice"
    );
    assert_eq!(tab.read(PAPER).await?, light);
    assert_eq!(tab.read("localStorage.length").await?, json!(0));
    tab.reload().await?;
    assert_eq!(tab.read("themeOfTheFirstPaint").await?, json!("none"));
    assert_eq!(tab.read(PAPER).await?, light);
    // A page that the browser kept in its memory learns of a choice that was made since.
    tab.go("tags/").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.click("[data-theme-switch]").await?;
    tab.back().await?;
    tab.until(&format!("{PAPER} === {dark}")).await;
    tab.click("[data-theme-switch]").await?;
    // The page follows the system as long as nothing is chosen. WebKit's driver cannot choose for the system.
    if tab.engine() == Engine::WebKit {
        return Ok(());
    }
    tab.prefer("dark").await?;
    tab.until(&format!("{PAPER} === {dark}")).await;
    tab.until(&format!("{label} === 'Switch to the light theme'"))
        .await;
    Ok(())
}

async fn the_copy_button_copies_the_code_or_says_that_it_may_not(tab: &Tab) -> Outcome {
    // Every word that the button shows, because it shows each for a moment only.
    const WATCH: &str = "window.said = [];
        const button = document.querySelector('.copy');
        new MutationObserver(() => window.said.push(button.textContent)).observe(button, { childList: true });";
    let allow = |setting: &str| {
        let parameters = json!({
            "permission": { "name": "clipboard-write", "allowWithoutSanitization": false },
            "setting": setting,
            "origin": tab.origin(),
        });
        tab.devtools("Browser.setPermission", parameters)
    };
    allow("granted").await?;
    tab.go("questions/write-ahead-log/").await?;
    tab.until("document.querySelector('.copy')").await;
    tab.run(WATCH).await?;
    tab.click(".copy").await?;
    tab.until("said[0] === 'Copied'").await;
    let read = json!({ "permission": { "name": "clipboard-read" }, "setting": "granted", "origin": tab.origin() });
    tab.devtools("Browser.setPermission", read).await?;
    let code = "SELECT '<b>' AS \"ü\";\n-- the end\n";
    assert_eq!(
        tab.read("navigator.clipboard.readText()").await?,
        json!(code)
    );
    tab.until("said[1] === 'Copy'").await;

    allow("denied").await?;
    tab.reload().await?;
    tab.until("document.querySelector('.copy')").await;
    tab.run(WATCH).await?;
    tab.click(".copy").await?;
    tab.until("said[0] === 'Not allowed'").await;
    Ok(())
}

async fn a_level_is_chosen_by_arrow_keys(tab: &Tab) -> Outcome {
    let shown = "[...document.querySelectorAll('.item')].filter((item) => item.checkVisibility())";
    let levels = |level: &str, count: &str| {
        format!(
            "{shown}.length {count} && {shown}.every((item) => item.querySelector('.level-{level}'))"
        )
    };
    tab.go("questions/").await?;
    let all = tab.read(&format!("{shown}.length")).await?;
    tab.click("label:has([value=hard])").await?;
    tab.until(&levels("hard", "> 0")).await;
    // An arrow key moves on to the next choice, as among all radio buttons: here around to the first.
    tab.press(&[Key::Down.into()]).await?;
    tab.until(&format!("{shown}.length === {all}")).await;
    tab.press(&[Key::Down.into()]).await?;
    tab.until(&levels("easy", "> 0")).await;
    Ok(())
}

async fn a_missing_page_has_its_styles_and_links_at_any_depth(tab: &Tab) -> Outcome {
    for path in ["a/b/c", "nothing", "questions/no-such-question/"] {
        tab.go_astray(path).await?;
        assert_eq!(
            tab.read("document.querySelector('h1').textContent").await?,
            json!("There is no page here")
        );
        assert_eq!(
            tab.read("getComputedStyle(document.querySelector('h1')).fontWeight")
                .await?,
            json!("600")
        );
        assert_eq!(
            tab.read("getComputedStyle(document.body).margin").await?,
            json!("0px")
        );
        let broken = "Promise.all(
            [...document.querySelectorAll('a[href]')]
                .filter((link) => link.origin === location.origin && link.pathname !== location.pathname)
                .map(async (link) => ({ href: link.href, ok: (await fetch(link.href, { method: 'HEAD' })).ok })),
        ).then((links) => links.length > 8 ? links.filter(({ ok }) => !ok) : 'too few')";
        assert_eq!(tab.read(broken).await?, json!([]));
    }
    tab.go_astray("a/b/c").await?;
    tab.until("!document.querySelector('[data-theme-switch]').hidden")
        .await;
    tab.press(&['/']).await?;
    tab.until(search::SEARCH_IS_OPEN).await;
    tab.type_text("docker").await?;
    tab.until("document.querySelector('.result')").await;
    tab.press(&[Key::Enter.into()]).await?;
    tab.until("document.querySelector('h1')?.textContent.includes('Docker')")
        .await;
    tab.go_astray("a/b/c").await?;
    tab.click(".wordmark").await?;
    tab.until("document.body.className === 'page-home'").await;
    Ok(())
}

async fn an_alias_leads_to_the_question(tab: &Tab) -> Outcome {
    tab.go("questions/wal/").await?;
    tab.until("document.querySelector('h1')?.textContent === 'What is a write-ahead log?'")
        .await;
    let path = format!("{BASE_PATH}questions/write-ahead-log/");
    assert_eq!(tab.read("location.pathname").await?, json!(path));
    Ok(())
}

async fn questions_read_well_without_javascript(tab: &Tab) -> Outcome {
    tab.without_scripts().await?;
    tab.go("questions/cap-theorem/").await?;
    let text = tab.text("main").await?;
    for part in [
        "What does the CAP theorem actually say?",
        "network partition",
        "Key points",
        "linearizability",
        "In depth",
        "Sources",
        "Related questions",
    ] {
        assert!(text.contains(part), "without `{part}`: {text}");
    }
    // What needs JavaScript does not show.
    let header = tab.text(".site-header").await?;
    assert!(!header.contains("Theme"), "{header}");
    tab.click(".search-field").await?;
    tab.until("document.body?.className === 'page-search'")
        .await;
    Ok(())
}

/// Goes to each of the pages, and sees that all they load comes from their own host. What fails on the way is seen by whoever
/// runs the test.
async fn assert_pages_load(tab: &Tab, pages: &[String]) -> Outcome {
    assert!(pages.len() > 30, "{pages:?}");
    let loaded = format!(
        "performance.getEntriesByType('resource').map(({{ name }}) => name).filter((name) => !name.startsWith('{}'))",
        tab.url("")
    );
    for page in pages {
        tab.go(page).await?;
        assert_eq!(tab.read(&loaded).await?, json!([]), "{page}");
    }
    Ok(())
}

/// Addresses of questions, and all others.
fn questions_and_others(tab: &Tab) -> (Vec<String>, Vec<String>) {
    let is_question = |page: &String| page.starts_with("questions/");
    tab.pages().into_iter().partition(is_question)
}

async fn one_half_of_the_questions_loads_without_an_error(tab: &Tab) -> Outcome {
    let (questions, _) = questions_and_others(tab);
    assert_pages_load(tab, &questions[..questions.len() / 2]).await
}

async fn the_other_half_of_the_questions_loads_without_an_error(tab: &Tab) -> Outcome {
    let (questions, _) = questions_and_others(tab);
    assert_pages_load(tab, &questions[questions.len() / 2..]).await
}

/// One page of each kind, in every engine. What goes wrong there is kept by the page itself, for engines that tell nobody.
async fn every_kind_of_page_loads_without_an_error(tab: &Tab) -> Outcome {
    tab.before_pages(
        "window.faults = [];
        const keep = (fault) => window.faults.push(String(fault));
        addEventListener('error', (event) => keep(event.message ?? `missing: ${event.target.src ?? event.target.href}`), true);
        addEventListener('unhandledrejection', ({ reason }) => keep(reason));
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => keep(`${violatedDirective} ${blockedURI}`));
        const log = console.error;
        console.error = (...said) => (keep(said.join(' ')), log.apply(console, said));",
    )
    .await?;
    let mut seen = BTreeSet::new();
    for page in tab.pages() {
        let file = tab.file(&page);
        let kind = file
            .split_once("<body class=\"")
            .and_then(|(_, rest)| rest.split('"').next());
        let language = file
            .split_once("<html lang=\"")
            .and_then(|(_, rest)| rest.split('"').next());
        // The kinds of the bank's own language, and the home page of each.
        let is_home = kind == Some("page-home");
        if page.ends_with("404.html")
            || !seen.insert((
                kind.map(str::to_owned),
                is_home.then(|| language.map(str::to_owned)),
            ))
        {
            continue;
        }
        tab.go(&page).await?;
        tab.until("document.readyState === 'complete' && (document.querySelector('[data-screen]')?.dataset.state ?? '') !== 'loading'").await;
        assert_eq!(tab.read("window.faults").await?, json!([]), "{page}");
        assert_ne!(
            tab.read("getComputedStyle(document.body).fontFamily")
                .await?,
            json!(""),
            "{page}"
        );
    }
    assert!(seen.len() > 14, "{seen:?}");
    Ok(())
}

async fn every_other_page_loads_without_an_error(tab: &Tab) -> Outcome {
    let (_, others) = questions_and_others(tab);
    // A question that is not translated is the same page in other words around it: a few stand for all.
    let (borrowed, mut others): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|page| tab.file(page).contains("<h1 lang="));
    assert!(borrowed.len() > 20, "{borrowed:?}");
    others.extend(borrowed.into_iter().step_by(20));
    assert_pages_load(tab, &others).await
}
