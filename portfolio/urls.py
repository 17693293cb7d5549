"""The site as a map. Pages of ``assessment`` are included by name, never imported."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from portfolio.views import (
    accounts,
    audit,
    centre_security,
    covers,
    evidence,
    files,
    kept_back,
    looks,
    memberships,
    notices,
    people,
    people_import,
    security,
    tus,
)

# / login and passwords. Resetting is for people who cannot log in.
account_urls = [
    path("login/", accounts.LoginView.as_view(), name="login"),
    path("login/second/", accounts.second_step, name="login-second"),
    path("login/passkey/", accounts.passkey_login, name="login-passkey"),
    path("logout/", accounts.LogoutView.as_view(), name="logout"),
    path("password/", accounts.PasswordChangeView.as_view(), name="password_change"),
    path(
        "password/done/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"
    ),
    path(
        "password/reset/",
        accounts.PasswordResetView.as_view(),
        name="password_reset",
    ),
    path(
        "password/reset/sent/",
        login_not_required(auth_views.PasswordResetDoneView.as_view()),
        name="password_reset_done",
    ),
    path(
        "password/reset/<uidb64>/<token>/",
        login_not_required(accounts.PasswordResetConfirmView.as_view()),
        name="password_reset_confirm",
    ),
    path(
        "password/reset/done/",
        login_not_required(auth_views.PasswordResetCompleteView.as_view()),
        name="password_reset_complete",
    ),
]

# /account/: how one logs in
security_urls = [
    path("", security.security, name="security"),
    path("authenticator/", security.add_app, name="authenticator-add"),
    path("authenticator/remove/", security.remove_app, name="authenticator-remove"),
    path("passkeys/add/", security.add_passkey, name="passkey-add"),
    path("passkeys/<int:pk>/remove/", security.remove_passkey, name="passkey-remove"),
    path("recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("sessions/end/", security.end_sessions, name="sessions-end"),
]

# /evidence/<code>/; the item's own page is in assessment.
evidence_urls = [
    path("edit/", evidence.edit_evidence, name="evidence-edit"),
    path("files/", files.upload_files, name="upload"),
    path("uploads/", tus.create_upload, name="upload-create"),
]

# /uploads/<code>/; tus 1.0 and what the page asks about it.
upload_urls = [
    path("", tus.upload_part, name="upload-part"),
    path("finish/", tus.finish, name="upload-finish"),
    path("state/", tus.upload_state, name="upload-state"),
    path("drop/", tus.drop, name="upload-drop"),
]

# /files/<code>/
file_urls = [
    path("", files.download_file, name="file"),
    path("preview/", files.preview_file, name="file-preview"),
    path("thumbnail/", looks.show_thumbnail, name="file-thumbnail"),
    path("poster/", looks.show_poster, name="file-poster"),
    path("pages/", looks.show_pages, name="file-pages"),
    path("text/", looks.show_text, name="file-text"),
    path("look/", looks.show_look, name="file-look"),
    path("remove/", files.remove_file, name="file-remove"),
    path("restore/", files.restore_file, name="file-restore"),
    path("describe/", files.describe_file, name="file-describe"),
]

# /people/
people_urls = [
    path("", people.people_list, name="people"),
    path("add/", people.add_person, name="person-add"),
    path("import/", people_import.upload_people, name="people-import"),
    path("import/confirm/", people_import.confirm_people, name="people-import-confirm"),
    path(
        "import/template.<str:extension>",
        people_import.people_template,
        name="people-import-template",
    ),
    path("export.<str:extension>", people_import.export_people_table, name="people-export"),
    path("<int:pk>/", people.person_page, name="person"),
    path("<int:pk>/edit/", people.edit_person, name="person-edit"),
    path("<int:pk>/link/", people.send_link, name="person-link"),
    path("<int:pk>/block/", people.block_person, name="person-block"),
    path("<int:pk>/unblock/", people.unblock_person, name="person-unblock"),
    path("<int:pk>/second-step/", centre_security.reset_factors, name="person-second-step"),
    path("<int:pk>/roles/", memberships.add_membership, name="membership-add"),
]

# /memberships/<pk>/
membership_urls = [
    path("end/", memberships.end_membership, name="membership-end"),
    path("reopen/", memberships.reopen_membership, name="membership-reopen"),
]

# /centres/<pk>/
centre_urls = [
    path("cover/", covers.change_cover, name="centre-cover"),
    path("logo/", covers.show_logo, name="centre-logo"),
    path("security/", centre_security.centre_security, name="centre-security"),
]

# /notices/
notice_urls = [
    path("", notices.notice_list, name="notices"),
    path("read/", notices.mark_all_read, name="notices-read"),
    path("digest/", notices.choose_digest, name="digest-choice"),
    path("digest/stop/<str:token>/", notices.stop_digest, name="digest-stop"),
    path("<int:pk>/", notices.open_notice, name="notice"),
]

handler403 = "portfolio.views.refusals.denied"
handler500 = "portfolio.files.full_disk.failed"

urlpatterns = [
    path("", include(account_urls)),
    path("audit/", audit.audit_trail, name="audit"),
    path("audit/export.csv", audit.export_trail, name="audit-export"),
    path("account/", include(security_urls)),
    path("security-log/", centre_security.security_log, name="security-log"),
    path("security-log/export.csv", centre_security.export_log, name="security-log-export"),
    path("notices/", include(notice_urls)),
    path("admin/", admin.site.urls),
    path("people/", include(people_urls)),
    path("memberships/<int:pk>/", include(membership_urls)),
    path("centres/<int:pk>/", include(centre_urls)),
    path("learners/<uuid:code>/edit/", people.edit_learner, name="learner-edit"),
    path("learners/<uuid:code>/evidence/add/", evidence.add_evidence, name="evidence-add"),
    path("evidence/<uuid:code>/", include(evidence_urls)),
    path("files/kept-back/", kept_back.kept_back_files, name="files-kept-back"),
    path("files/<uuid:code>/", include(file_urls)),
    path("uploads/<uuid:code>/", include(upload_urls)),
    path("", include("teams.urls")),
    path("", include("assessment.urls")),
]
