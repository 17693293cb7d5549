"""The pages that speak of criteria, decisions and coverage."""

from django.urls import include, path

from assessment.views import (
    adjustments,
    advice,
    allocations,
    appeals,
    assessor_mapping,
    batches,
    calendars,
    caseload,
    claims,
    confirming,
    discussion,
    enrolments,
    evidence,
    exports,
    feedback_bank,
    form_sets,
    glossary,
    learners,
    marking,
    plan_rows,
    plan_templates,
    plans,
    portfolio,
    portfolio_imports,
    prior_learning,
    readiness,
    records,
    sessions,
    sufficiency,
    suggestions,
    tables,
    testifying,
    tips,
    units,
    verifying,
    visits,
    witnessing,
)
from assessment.views.quality import (
    camera,
    meetings,
    observations,
    patterns,
    plan,
    policy,
    samples,
)

# /evidence/<code>/
evidence_urls = [
    path("", evidence.evidence_page, name="evidence"),
    path("map/", evidence.map_evidence, name="evidence-map"),
    path("place/", evidence.point_to_place, name="evidence-place"),
    path("submit/", evidence.submit_evidence, name="submit"),
    path("take-back/", evidence.take_back, name="take-back"),
    path("withdraw/", evidence.withdraw_evidence, name="evidence-withdraw"),
    path("restore/", evidence.restore_evidence, name="evidence-restore"),
    path("mark/", marking.mark_evidence, name="mark"),
    path("advice/", advice.item_advice, name="item-advice"),
    path("suggestions/", suggestions.evidence_suggestions, name="evidence-suggestions"),
    path("also/", assessor_mapping.also_shows, name="also-shows"),
    path("prior-learning/", prior_learning.prior_learning, name="prior-learning"),
    path("object/", confirming.object_to_session, name="session-object"),
    path("session/", sessions.session_page, name="session"),
    path("session/edit/", sessions.edit_session, name="session-edit"),
    path("session/answers/", sessions.answer_session, name="session-answers"),
    path("session/map/", sessions.map_session, name="session-map"),
    path("session/place/", sessions.place_session, name="session-place"),
    path("session/sign/", sessions.sign_session, name="session-sign"),
    path("session/discard/", sessions.discard_session, name="session-discard"),
    path("session/restore/", sessions.restore_session, name="session-restore"),
]

# /enrolments/<code>/
enrolment_urls = [
    path("grid/", portfolio.enrolment_grid, name="grid"),
    path("grid.<str:extension>", tables.grid, name="grid-table"),
    path("units/<str:unit>/", units.unit_page, name="unit"),
    path("units/<str:unit>/sign-off/", units.sign_off, name="sign-off"),
    path("units/<str:unit>/claim/", claims.claim, name="claim-unit"),
    path("units/<str:unit>/readiness/", readiness.readiness, name="readiness"),
    path("units/<str:unit>/discussion/", discussion.discussion, name="discussion"),
    path("claim/", claims.claim, name="claim-qualification"),
    path("change/", enrolments.change_enrolment, name="enrolment-change"),
    path("end/", enrolments.end_enrolment, name="enrolment-end"),
    path("reopen/", enrolments.reopen_enrolment, name="enrolment-reopen"),
    path("export/", exports.start_export, name="export-start"),
    path("plan/", plans.start_plan, name="plan-start"),
]

# /learners/<code>/
learner_urls = [
    path("", portfolio.learner_page, name="learner"),
    path("evidence.<str:extension>", tables.index, name="evidence-index"),
    path("manage/", enrolments.manage_learner, name="learner-manage"),
    path("enrol/", enrolments.add_enrolment, name="enrolment-add"),
    path("allocate/", allocations.add_allocation, name="allocation-add"),
    path("claims/", claims.learner_claims, name="learner-claims"),
    path("plans/", plans.plans, name="plans"),
    path("quality/", samples.learner_quality, name="learner-quality"),
    path("advice/", advice.advice_page, name="advice"),
    path("advice/summary/", advice.advice_summary, name="advice-summary"),
    path("advice/dismiss/", advice.dismiss_advice, name="advice-dismiss"),
    path("units/<str:unit>/sample/", samples.sample_unit, name="sample-unit"),
    path("units/<str:unit>/release/", samples.release_unit, name="sample-release"),
    path("record/", sessions.choose_session, name="session-choose"),
    path("record/<str:method>/", sessions.begin_session, name="session-begin"),
    path("appeals/", appeals.learner_appeals, name="learner-appeals"),
    path("appeals/<str:unit>/", appeals.lodge_appeal, name="appeal-lodge"),
    path("adjustments/", adjustments.adjustments, name="adjustments"),
    path("adjustments/add/", adjustments.add_adjustment, name="adjustment-add"),
    path("witnesses/", witnessing.witnesses, name="witnesses"),
    path("witnesses/add/", witnessing.add_witness, name="witness-add"),
]

# /plans/<code>/
plan_urls = [
    path("", plans.plan_page, name="plan"),
    path("edit/", plans.change_plan, name="plan-edit"),
    path("add/", plan_rows.add_row, name="plan-row-add"),
    path("propose/", plans.propose_rows, name="plan-propose"),
    path("sign/", plans.sign_plan, name="plan-sign"),
    path("review/", plans.hold_review, name="plan-review-add"),
    path("template/", plan_templates.keep_template, name="plan-template-add"),
    path("archive/", plans.archive_plan, name="plan-archive"),
    path("restore/", plans.restore_plan, name="plan-restore"),
]

# /plan-rows/<code>/
plan_row_urls = [
    path("", plan_rows.change_row, name="plan-row"),
    path("remove/", plan_rows.remove_row, name="plan-row-remove"),
    path("restore/", plan_rows.restore_row, name="plan-row-restore"),
    path("close/", plan_rows.close_row, name="plan-row-close"),
    path("reopen/", plan_rows.reopen_row, name="plan-row-reopen"),
]

# /plan-templates/
plan_template_urls = [
    path("", plan_templates.templates, name="plan-templates"),
    path("<int:pk>/archive/", plan_templates.archive, name="plan-template-archive"),
    path("<int:pk>/restore/", plan_templates.restore, name="plan-template-restore"),
]

# /calendar/
calendar_urls = [
    path("", calendars.calendar_page, name="calendar-page"),
    path("mine.ics", calendars.calendar, name="calendar"),
    path("renew/", calendars.renew_address, name="calendar-renew"),
    path("end/", calendars.end_address, name="calendar-end"),
    # By the token alone, without a login.
    path("<str:token>.ics", calendars.calendar_feed, name="calendar-feed"),
]

# /witnesses/<code>/
witness_urls = [
    path("edit/", witnessing.edit_witness, name="witness-edit"),
    path("ask/", witnessing.ask, name="testimony-ask"),
]

# /testimonies/<code>/: what a witness was asked
testimony_urls = [
    path("send-again/", witnessing.send_again, name="testimony-again"),
    path("revoke/", witnessing.revoke, name="testimony-revoke"),
    path("hand-over/", testifying.hand_over, name="testimony-hand-over"),
    path("here/", testifying.write_here, name="testimony-here"),
]

# /allocations/<pk>/
allocation_urls = [
    path("units/", allocations.narrow_allocation, name="allocation-units"),
    path("end/", allocations.end_allocation, name="allocation-end"),
    path("reopen/", allocations.reopen_allocation, name="allocation-reopen"),
]

# /sign-offs/<code>/
sign_off_urls = [
    path("confirm/", units.confirm, name="sign-off-confirm"),
    path("decline/", units.decline, name="sign-off-decline"),
    path("unlock/", units.unlock, name="sign-off-unlock"),
]

# /appeals/<code>/
appeal_urls = [
    path("", appeals.appeal_page, name="appeal"),
    path("appoint/", appeals.appoint_hearer, name="appeal-appoint"),
    path("decide/", appeals.decide_hearing, name="appeal-decide"),
    path("further/", appeals.take_further, name="appeal-further"),
    path("withdraw/", appeals.withdraw_appeal, name="appeal-withdraw"),
]

# /adjustments/<code>/
adjustment_urls = [
    path("withdraw/", adjustments.withdraw_adjustment, name="adjustment-withdraw"),
    path("restore/", adjustments.restore_adjustment, name="adjustment-restore"),
]

# /exports/<code>/
export_urls = [
    path("", exports.export_page, name="export"),
    path("progress/", exports.export_progress, name="export-progress"),
    path("file/", exports.download_export, name="export-download"),
]

# /batches/
batch_urls = [
    path("", batches.batches, name="batches"),
    path("add/", batches.add_batch, name="batch-add"),
    path("<uuid:code>/", batches.batch_page, name="batch"),
    path("<uuid:code>/progress/", batches.batch_progress, name="batch-progress"),
    path("<uuid:code>/stop/", batches.stop, name="batch-stop"),
    path("<uuid:code>/resume/", batches.resume, name="batch-resume"),
    path("<uuid:code>/again/", batches.again, name="batch-again"),
    path("<uuid:code>/file/", batches.download, name="batch-download"),
]

# /imports/
import_urls = [
    path("", portfolio_imports.imports, name="portfolio-imports"),
    path("<uuid:code>/", portfolio_imports.import_page, name="portfolio-import"),
    path("<uuid:code>/progress/", portfolio_imports.progress, name="portfolio-import-progress"),
    path("<uuid:code>/confirm/", portfolio_imports.confirm, name="portfolio-import-confirm"),
    path("<uuid:code>/give-up/", portfolio_imports.give_up, name="portfolio-import-give-up"),
    path("<uuid:code>/trail/", portfolio_imports.trail, name="portfolio-import-trail"),
]

# /form-sets/
form_set_urls = [
    path("", form_sets.form_sets, name="form-sets"),
    path("<uuid:code>/", form_sets.form_set_page, name="form-set"),
    path("<uuid:code>/progress/", form_sets.form_set_progress, name="form-set-progress"),
    path("<uuid:code>/file/", form_sets.download_form_set, name="form-set-download"),
]

# /snapshots/<code>/
snapshot_urls = [
    path("update/", records.update_snapshot, name="snapshot-update"),
    path("remove/", records.remove_snapshot, name="snapshot-remove"),
    path("restore/", records.restore_snapshot, name="snapshot-restore"),
]

# /visits/
visit_urls = [
    path("", visits.visit_list, name="visits"),
    path("add/", visits.add_visit, name="visit-add"),
    path("<uuid:code>/", visits.visit_page, name="visit"),
    path("<uuid:code>/change/", visits.change_visit, name="visit-change"),
    path("<uuid:code>/learners/", visits.choose_learners, name="visit-learners"),
    path("<uuid:code>/cancel/", visits.cancel_visit, name="visit-cancel"),
    path("<uuid:code>/report/", visits.report_visit, name="visit-report"),
    path("<uuid:code>/mark/", visits.mark, name="visit-mark"),
]

# /claims/
claim_urls = [
    path("", claims.claim_list, name="claims"),
    path("claims.csv", claims.export_claims, name="claims-export"),
    path("<uuid:code>/answer/", claims.answer_claim, name="claim-answer"),
    path("direct/", claims.direct_claims, name="direct-claims"),
    path("direct/<int:pk>/end/", claims.end_direct_claim, name="direct-claim-end"),
]

# /sufficiency/
sufficiency_urls = [
    path("", sufficiency.sufficiency, name="sufficiency"),
    path("<int:pk>/change/", sufficiency.change_rule, name="sufficiency-change"),
    path("<int:pk>/remove/", sufficiency.remove_rule, name="sufficiency-remove"),
    path("<slug:code>/add/", sufficiency.add_rule, name="sufficiency-add"),
]

# /verify/, open to anybody
verify_urls = [
    path("", verifying.verify, name="verify"),
    path("<uuid:code>/", verifying.verify, name="verify-document"),
    path(
        "certificates/<str:fingerprint>/",
        verifying.sealing_certificate,
        name="sealing-certificate",
    ),
]

# /quality/
quality_urls = [
    path("", plan.sampling_plan, name="sampling-plan"),
    path("draw/", plan.sampling_draw, name="sampling-draw"),
    path("cells/<uuid:code>/<str:unit>/", plan.sampling_cell, name="sampling-cell"),
    path("planned/<int:pk>/drop/", plan.drop, name="planned-drop"),
    path("planned/<int:pk>/restore/", plan.restore, name="planned-restore"),
    path("policy/", policy.sampling_policy, name="sampling-policy"),
    path("policy/<str:key>/", policy.change_sampling_policy, name="sampling-policy-change"),
    path("camera/", camera.camera, name="camera"),
    path("camera/export.csv", camera.camera_export, name="camera-export"),
    path("patterns/", patterns.assessor_patterns, name="assessor-patterns"),
    path("observations/", observations.observations, name="assessor-observations"),
    path("observations/add/", observations.add_observation, name="assessor-observation-add"),
    path("meetings/", meetings.meetings, name="standardisation-meetings"),
    path("meetings/add/", meetings.add_meeting, name="standardisation-meeting-add"),
    path("meetings/<int:pk>/", meetings.meeting_page, name="standardisation-meeting"),
    path("meetings/<int:pk>/edit/", meetings.change, name="standardisation-meeting-edit"),
]

# /mappings/<pk>/
mapping_urls = [
    path("judge/", marking.judge, name="judge"),
    path("draft/", marking.keep_draft, name="judgement-draft"),
    path("remove/", assessor_mapping.remove_mapping, name="mapping-remove"),
    path("phrases/", feedback_bank.phrases, name="feedback-phrases"),
    path("keep/", feedback_bank.keep_sentence, name="feedback-keep"),
]

# /feedback-bank/
feedback_urls = [
    path("", feedback_bank.feedback_bank, name="feedback-bank"),
    path("<int:pk>/", feedback_bank.edit_phrase, name="feedback-edit"),
    path("<int:pk>/archive/", feedback_bank.archive, name="feedback-archive"),
    path("<int:pk>/restore/", feedback_bank.restore, name="feedback-restore"),
]

urlpatterns = [
    path("", portfolio.home, name="home"),
    path("caseload/", caseload.caseload, name="caseload"),
    path("calendar/", include(calendar_urls)),
    path("marking/", marking.queue, name="queue"),
    path("quality/", include(quality_urls)),
    path("learners/", learners.learners, name="learners"),
    path("learners/<uuid:code>/", include(learner_urls)),
    path("allocations/<int:pk>/", include(allocation_urls)),
    path("evidence/<uuid:code>/", include(evidence_urls)),
    path("records/<uuid:code>/use/", records.use_record, name="record-use"),
    path("records/<uuid:code>/advice/", advice.record_advice, name="record-advice"),
    path("dismissals/<uuid:code>/bring-back/", advice.bring_back, name="advice-back"),
    path("tips/<slug:place>/", tips.tip, name="tip"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("snapshots/<uuid:code>/", include(snapshot_urls)),
    path("enrolments/<uuid:code>/", include(enrolment_urls)),
    path("sign-offs/<uuid:code>/", include(sign_off_urls)),
    path("sufficiency/", include(sufficiency_urls)),
    path("appeals/", appeals.centre_appeals, name="appeals"),
    path("appeals/<uuid:code>/", include(appeal_urls)),
    path("adjustments/<uuid:code>/", include(adjustment_urls)),
    path("plans/<uuid:code>/", include(plan_urls)),
    path("plan-rows/<uuid:code>/", include(plan_row_urls)),
    path("plan-reviews/<int:pk>/read/", plans.read_review, name="plan-review-read"),
    path("plan-templates/", include(plan_template_urls)),
    path("exports/<uuid:code>/", include(export_urls)),
    path("batches/", include(batch_urls)),
    path("form-sets/", include(form_set_urls)),
    path("imports/", include(import_urls)),
    # Of an archive's manifest: for others, without a login.
    path("archive.schema.json", portfolio_imports.archive_schema, name="archive-schema"),
    path("visits/", include(visit_urls)),
    path("claims/", include(claim_urls)),
    path("verify/", include(verify_urls)),
    path("witnesses/<uuid:code>/", include(witness_urls)),
    path("testimonies/<uuid:code>/", include(testimony_urls)),
    # By the secret alone, without a login.
    path("testimony/thanks/", testifying.thanks, name="testimony-thanks"),
    path("testimony/<str:secret>/", testifying.testimony, name="testimony"),
    path("submissions/<uuid:code>/", evidence.submission_page, name="submission"),
    path("submissions/<uuid:code>/original/", confirming.confirm_original, name="sighting"),
    path("submissions/<uuid:code>/appraise/", marking.appraise, name="appraise"),
    path("mappings/<int:pk>/", include(mapping_urls)),
    path("feedback-bank/", include(feedback_urls)),
    path("judgements/<int:pk>/countersign/", marking.countersign, name="countersign"),
]
