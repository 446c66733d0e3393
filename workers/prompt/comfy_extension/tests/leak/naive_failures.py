"""What naive directory switching leaks (or breaks for the owner), test by test.

Measured on ComfyUI 0.3.64 with its default (classic) cache. With `--cache-lru` naive switching
keeps loaders too, so H26 passes there.
"""

_BOTH = {
    "test_h01_node_instance_keeps_the_first_tenants_directory",
    "test_h02_identical_graph_is_not_answered_with_anothers_result",
    "test_h03_same_input_name_gives_each_their_own_pixels",
    "test_h04_folder_reader_without_is_changed",
    "test_h05_text_reader_without_is_changed",
    "test_h06_ones_own_input_is_accepted",
    "test_h07_a_forged_is_changed_does_not_fetch_anothers_image",
    "test_h08_previews_stay_in_their_tenants_temp",
    "test_h09_object_info_lists_only_ones_own_inputs",
    "test_h10_view_does_not_serve_anothers_file[link preview]",
    "test_h10_view_does_not_serve_anothers_file[link]",
    "test_h10_view_serves_ones_own_file",
    "test_h11_annotated_names_do_not_leave_the_directories[absolute]",
    "test_h11_annotated_names_do_not_leave_the_directories[dots]",
    "test_h11_annotated_names_do_not_leave_the_directories[link]",
    "test_h11_annotated_names_do_not_leave_the_directories[output]",
    "test_h12_filename_prefix_does_not_leave_the_directories[link]",
    "test_h13_uploads_do_not_reach_anothers_directory[link]",
    "test_h13_uploads_go_to_ones_own_input",
    "test_h14_history_is_ones_own",
    "test_h15_queue_is_ones_own",
    "test_h16_a_prompt_without_client_id_is_not_broadcast",
    "test_h16_an_interruption_is_not_broadcast",
    "test_h16_errors_are_told_to_the_owner_only",
    "test_h16_messages_without_addressee_stay_with_their_tenant",
    "test_h16_status_does_not_tell_when_another_works",
    "test_h17_a_graph_cannot_address_anothers_socket",
    "test_h17_a_socket_cannot_be_taken_over",
    "test_h17_anothers_client_id_reaches_nobody",
    "test_h18_anothers_prompt_id_cannot_be_taken",
    "test_h19_nobody_overtakes",
    "test_h20_every_way_to_find_the_output_directory[constant]",
    "test_h20x_a_raw_path_of_another_is_not_read[other tenant]",
    "test_h20x_a_raw_path_of_another_is_not_read[process-wide]",
    "test_h20x_a_raw_path_of_another_is_not_written[absolute]",
    "test_h20x_a_raw_path_of_another_is_not_written[link and dots]",
    "test_h20x_a_raw_path_of_another_is_not_written[link]",
    "test_h21_nodes_made_while_running_belong_to_the_tenant",
    "test_h22_other_savers[SaveAnimatedPNG]",
    "test_h22_other_savers[SaveAnimatedWEBP]",
    "test_h22_other_savers[SaveLatent]",
    "test_h23_userdata_and_settings_are_not_readable_by_another",
    "test_h24_routes_about_the_process_are_closed[GET-/api/system_stats]",
    "test_h24_routes_about_the_process_are_closed[GET-/internal/files/output]",
    "test_h24_routes_about_the_process_are_closed[GET-/internal/folder_paths]",
    "test_h24_routes_about_the_process_are_closed[GET-/internal/logs/raw]",
    "test_h24_routes_about_the_process_are_closed[GET-/internal/logs]",
    "test_h24_routes_about_the_process_are_closed[GET-/system_stats]",
    "test_h24_routes_about_the_process_are_closed[PATCH-/internal/logs/subscribe]",
    "test_h24_routes_about_the_process_are_closed[POST-/free]",
    "test_h24_routes_about_the_process_are_closed[POST-/users]",
    "test_h25_a_tenant_named_in_the_body_counts_for_nothing",
    "test_h26_a_shared_loader_runs_once_for_everybody",
    "test_h28_two_hundred_interleaved_prompts_each",
    "test_h29_a_crashed_prompt_does_not_show_the_previous_ones_outputs",
    "test_h29_no_graph_ends_the_worker_thread[_deep]",
    "test_h29_no_graph_ends_the_worker_thread[_exit]",
    "test_h29_no_graph_ends_the_worker_thread[_without_inputs]",
}

# A context variable does not reach threads, and HTTP handlers keep the process-wide directories.
_CONTEXT_ONLY = {
    "test_h20_every_way_to_find_the_output_directory[attribute]",
    "test_h20_every_way_to_find_the_output_directory[pool]",
    "test_h20_every_way_to_find_the_output_directory[thread]",
}

# Whoever ran last decides what everybody else finds.
_GLOBAL_ONLY = {
    "test_h06b_anothers_input_is_refused_whoever_ran_last",
    "test_h09b_object_info_while_anothers_prompt_runs",
    "test_h10_view_does_not_serve_anothers_file[absolute]",
    "test_h10_view_does_not_serve_anothers_file[annotated]",
    "test_h10_view_does_not_serve_anothers_file[dots]",
    "test_h10_view_does_not_serve_anothers_file[name]",
    "test_h20y_a_late_thread_does_not_write_into_the_next_tenants_directory",
}

CAUGHT = {
    "naive-context": frozenset(_BOTH | _CONTEXT_ONLY),
    "naive-global": frozenset(_BOTH | _GLOBAL_ONLY),
}
