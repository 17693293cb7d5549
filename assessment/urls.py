"""The pages that speak of criteria, decisions and coverage."""

from django.urls import include, path

from assessment.views import (
    allocations,
    enrolments,
    evidence,
    exports,
    learners,
    marking,
    portfolio,
    records,
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
]

# /enrolments/<code>/
enrolment_urls = [
    path("grid/", portfolio.enrolment_grid, name="grid"),
    path("units/<str:unit>/", portfolio.unit_page, name="unit"),
    path("change/", enrolments.change_enrolment, name="enrolment-change"),
    path("end/", enrolments.end_enrolment, name="enrolment-end"),
    path("reopen/", enrolments.reopen_enrolment, name="enrolment-reopen"),
    path("export/", exports.start_export, name="export-start"),
]

# /learners/<code>/
learner_urls = [
    path("", portfolio.learner_page, name="learner"),
    path("manage/", enrolments.manage_learner, name="learner-manage"),
    path("enrol/", enrolments.add_enrolment, name="enrolment-add"),
    path("allocate/", allocations.add_allocation, name="allocation-add"),
]

# /allocations/<pk>/
allocation_urls = [
    path("units/", allocations.narrow_allocation, name="allocation-units"),
    path("end/", allocations.end_allocation, name="allocation-end"),
    path("reopen/", allocations.reopen_allocation, name="allocation-reopen"),
]

# /exports/<code>/
export_urls = [
    path("", exports.export_page, name="export"),
    path("progress/", exports.export_progress, name="export-progress"),
    path("file/", exports.download_export, name="export-download"),
]

# /snapshots/<code>/
snapshot_urls = [
    path("update/", records.update_snapshot, name="snapshot-update"),
    path("remove/", records.remove_snapshot, name="snapshot-remove"),
    path("restore/", records.restore_snapshot, name="snapshot-restore"),
]

urlpatterns = [
    path("", portfolio.home, name="home"),
    path("marking/", marking.queue, name="queue"),
    path("learners/", learners.learners, name="learners"),
    path("learners/<uuid:code>/", include(learner_urls)),
    path("allocations/<int:pk>/", include(allocation_urls)),
    path("evidence/<uuid:code>/", include(evidence_urls)),
    path("records/<uuid:code>/use/", records.use_record, name="record-use"),
    path("snapshots/<uuid:code>/", include(snapshot_urls)),
    path("enrolments/<uuid:code>/", include(enrolment_urls)),
    path("exports/<uuid:code>/", include(export_urls)),
    path("submissions/<uuid:code>/", evidence.submission_page, name="submission"),
    path("submissions/<uuid:code>/appraise/", marking.appraise, name="appraise"),
    path("mappings/<int:pk>/judge/", marking.judge, name="judge"),
    path("judgements/<int:pk>/countersign/", marking.countersign, name="countersign"),
]
