"""The standard in Django admin: for the superuser who keeps qualifications and units up to date."""

from django.contrib import admin

from assessment.models import (
    Concept,
    Criterion,
    LearningOutcome,
    MarkingPoint,
    Misconception,
    Qualification,
    QualificationUnit,
    RecordUse,
    Tip,
    Unit,
    UnitGroup,
    UnitSpecification,
)


class UnitGroupInline(admin.TabularInline):
    model = UnitGroup
    extra = 0
    show_change_link = True


class QualificationUnitInline(admin.TabularInline):
    model = QualificationUnit
    extra = 0


class LearningOutcomeInline(admin.TabularInline):
    model = LearningOutcome
    extra = 0
    show_change_link = True


class CriterionInline(admin.TabularInline):
    model = Criterion
    extra = 0


@admin.register(Qualification)
class QualificationAdmin(admin.ModelAdmin):
    inlines = (UnitGroupInline,)
    list_display = ("code", "title", "level", "credits_required", "rules_confirmed", "is_sample")


@admin.register(UnitGroup)
class UnitGroupAdmin(admin.ModelAdmin):
    inlines = (QualificationUnitInline,)
    list_display = ("code", "title", "qualification", "is_mandatory")
    list_select_related = ("qualification",)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    inlines = (LearningOutcomeInline,)
    list_display = (
        "code",
        "title",
        "reference",
        "level",
        "level_confirmed",
        "credits",
        "credits_confirmed",
    )


@admin.register(LearningOutcome)
class LearningOutcomeAdmin(admin.ModelAdmin):
    inlines = (CriterionInline,)
    list_display = ("number", "title", "unit")
    list_filter = ("unit",)
    list_select_related = ("unit",)


@admin.register(UnitSpecification)
class UnitSpecificationAdmin(admin.ModelAdmin):
    list_display = ("code", "title", "unit")
    list_select_related = ("unit",)


class CriteriaAdmin(admin.ModelAdmin):
    """What is linked to criteria, chosen by their names."""

    filter_horizontal = ("criteria",)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        # The name of a criterion contains the number of its outcome.
        if db_field.name == "criteria":
            kwargs["queryset"] = Criterion.objects.select_related("outcome")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(MarkingPoint)
class MarkingPointAdmin(CriteriaAdmin):
    list_display = ("code", "text")
    list_filter = ("specification",)


@admin.register(RecordUse)
class RecordUseAdmin(CriteriaAdmin):
    list_display = ("marking_point", "kind", "where", "is_proposed")
    list_filter = ("kind", "is_proposed", "marking_point__specification")
    list_select_related = ("marking_point",)


@admin.register(Concept, Tip, Misconception)
class GuidanceAdmin(admin.ModelAdmin):
    list_display = ("code", "text")
    list_filter = ("specification",)
