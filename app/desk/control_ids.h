// Fixed numbers of the controls that screen readers and tests/gui look for. They outlive releases: append,
// retire, renumber none. They lie above wxWidgets' own ids.
#pragma once

namespace app::desk::control {

enum Id : int {
    // frame
    main_frame = 7000,
    message_line = 7001,
    top_strip = 7002,
    key_strip = 7003,
    key_button_first = 7010,  // one for each key of the strip, in the order of commands.h
    // sign in and lock
    sign_in_account = 7100,
    sign_in_password = 7101,
    sign_in_open = 7102,
    lock_password = 7110,
    // queue
    queue_filter = 7200,
    queue_list = 7201,
    queue_detail = 7202,
    queue_purpose = 7203,
    queue_ticket = 7204,
    queue_hold_reason = 7205,
    queue_held_elsewhere = 7206,
    queue_report = 7207,
    // people
    people_visitor = 7300,
    people_subjects = 7301,
    people_card = 7302,
    people_documents = 7303,
    people_open_points = 7304,
    people_question = 7353,
    people_relations = 7354,
    people_expiry_year = 7310,
    people_security_code = 7311,
    people_birth_code = 7312,
    people_picture = 7313,
    people_picture_strip = 7314,
    people_picture_box = 7315,
    // interview
    interview_question = 7400,
    interview_answer = 7401,
    interview_boxes = 7402,
    interview_persons = 7403,
    interview_right = 7404,
    interview_household = 7405,
    answer_box_first = 7500,  // 7500 + position of the box on the screen
    // review
    review_sheets = 7800,
    review_page = 7801,
    review_checks = 7802,
    review_reason = 7803,
    review_print = 7804,
    review_handover = 7805,
    // certificate
    certificate_list = 7820,
    certificate_options = 7821,
    certificate_page = 7822,
    certificate_limits = 7823,
    certificate_handover = 7824,
    certificate_question = 7825,
    certificate_fees = 7826,
    // report
    report_table = 7850,
    report_from = 7851,
    report_to = 7852,
    report_acts = 7853,
    // resident's window
    resident_frame = 7900,
    resident_pin = 7901,
    resident_signature = 7902,
    resident_clear = 7903,
    resident_on_paper = 7904,
    resident_done = 7905,
    resident_language = 7906,
    resident_lines = 7907,
    resident_previous = 7908,
    resident_stop = 7909,
    resident_language_first = 7910,  // 7910 + place in the list of languages; up to 7949
    // waiting display
    waiting_frame = 7950,
    waiting_numbers = 7951,
};

}  // namespace app::desk::control
