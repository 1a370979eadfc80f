//! Runs all tests of faults.

mod injected;
mod killed;
mod mounted;
mod permission;
mod scene;

#[path = "../support/mod.rs"]
mod support;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// Passed, or ignored with a reason.
type Outcome = Result<Completion, Failed>;

const PASSED: Outcome = Ok(Completion::Completed);

fn ignored(reason: impl ToString) -> Outcome {
    Ok(Completion::ignored_with(reason))
}

macro_rules! trials {
    ($($module:ident::$name:ident),* $(,)?) => {
        vec![$(Trial::ignorable_test(stringify!($name), $module::$name)),*]
    };
}

pub fn run() -> ExitCode {
    let trials = trials![
        killed::a_build_killed_at_fifty_moments_leaves_one_site_whole,
        killed::a_file_that_comes_and_goes_never_spoils_a_site,
        injected::a_build_killed_at_any_step_leaves_one_site_whole,
        injected::a_build_killed_at_any_step_without_an_exchange_is_put_right_by_the_next,
        injected::a_full_disk_at_any_step_leaves_one_site_whole,
        injected::permissions_lost_at_any_step_leave_one_site_whole,
        injected::without_an_exchange_and_without_hard_links_the_site_is_the_same,
        mounted::a_full_disk_leaves_the_old_site_and_names_the_path,
        mounted::a_disk_without_room_for_names_leaves_the_old_site,
        mounted::a_read_only_disk_leaves_the_old_site,
        mounted::a_mount_point_is_refused,
        mounted::a_folder_that_cannot_be_moved_stays_and_the_remedy_is_told,
        permission::a_question_that_cannot_be_read_is_named,
        permission::a_folder_that_cannot_be_written_to_keeps_its_site,
        permission::a_cache_that_cannot_be_written_to_is_only_slow,
        permission::a_spare_that_cannot_be_written_to_is_only_slow,
        permission::a_device_or_a_socket_is_refused_without_waiting,
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
