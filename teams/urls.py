"""The pages of the learner's team."""

from django.urls import include, path

from teams.views import (
    diary,
    members,
    readings,
    readings_import,
    records,
    rotas,
    skills,
    tasks,
    teams,
    timelines,
)

# /teams/<code>/
team_urls = [
    path("", teams.team_page, name="team"),
    path("edit/", teams.edit_team, name="team-edit"),
    path("archive/", teams.archive_team, name="team-archive"),
    path("restore/", teams.restore_team, name="team-restore"),
    path("timeline/", timelines.timeline, name="team-timeline"),
    path("members/", members.members, name="members"),
    path("members/add/", members.add_member, name="member-add"),
    path("skills/", skills.skills, name="skills"),
    path("skills/level/", skills.set_level, name="skill-level"),
    path("skills/add/", skills.add_skill, name="skill-add"),
    path("skills/<int:pk>/", skills.edit_skill, name="skill-edit"),
    path("skills/<int:pk>/archive/", skills.archive_skill, name="skill-archive"),
    path("skills/<int:pk>/restore/", skills.restore_skill, name="skill-restore"),
    path("diary/", diary.write_diary, name="diary-write"),
    path("records/<slug:kind>/", records.record_list, name="record-list"),
    path("records/<slug:kind>/add/", records.add_record, name="record-add"),
]

# /records/<code>/
record_urls = [
    path("", records.record_page, name="record"),
    path("edit/", records.edit_record, name="record-edit"),
    path("archive/", records.archive_record, name="record-archive"),
    path("restore/", records.restore_record, name="record-restore"),
    path("readings/", readings.readings_page, name="readings"),
    path("readings/add/", readings.add_reading, name="reading-add"),
    path("readings/<int:number>/", readings.edit_reading, name="reading-edit"),
    path("readings/<int:number>/remove/", readings.remove_reading, name="reading-remove"),
    path("readings/<int:number>/restore/", readings.restore_reading, name="reading-restore"),
    path("readings/import/", readings_import.upload_readings, name="readings-import"),
    path(
        "readings/import/confirm/",
        readings_import.confirm_readings,
        name="readings-import-confirm",
    ),
    path("readings/export/", readings_import.export_readings_table, name="readings-export"),
    path("copy/", rotas.copy_rota, name="rota-copy"),
    path("shifts/add/", rotas.add_shift, name="shift-add"),
    path("shifts/<int:number>/", rotas.change_shift, name="shift"),
    path("shifts/<int:number>/remove/", rotas.remove_shift, name="shift-remove"),
]

# /records/<code of a work plan>/tasks/
task_urls = [
    path("add/", tasks.add_task, name="task-add"),
    path("<int:pk>/", tasks.edit_task, name="task-edit"),
    path("<int:pk>/move/", tasks.move_task, name="task-move"),
    path("<int:pk>/status/", tasks.change_status, name="task-status"),
    path("<int:pk>/delete/", tasks.delete_task, name="task-delete"),
]

# /members/<code>/
member_urls = [
    path("", members.member_page, name="member"),
    path("edit/", members.edit_member, name="member-edit"),
    path("archive/", members.archive_member, name="member-archive"),
    path("restore/", members.restore_member, name="member-restore"),
]

urlpatterns = [
    path("team/", teams.my_team, name="my-team"),
    path("team/all/", teams.team_list, name="teams"),
    path("team/start/", teams.start_team, name="team-start"),
    path("teams/<uuid:code>/", include(team_urls)),
    path("members/<uuid:code>/", include(member_urls)),
    path("records/<uuid:code>/", include(record_urls)),
    path("records/<uuid:code>/tasks/", include(task_urls)),
]
