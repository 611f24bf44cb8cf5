"""/api/v1/departments and /api/v1/categories: who handles what, as admins have set it."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from bot.categories import Name
from desk.api.problems import ApiRoute, answers
from desk.parts import Parts
from desk.visitors import Reader

router = APIRouter(route_class=ApiRoute, dependencies=[Reader], tags=["departments"])


class NameOut(BaseModel):
    zh: str
    en: str


class DepartmentOut(BaseModel):
    key: str
    name: NameOut


class DepartmentList(BaseModel):
    items: list[DepartmentOut]


class CategoryOut(BaseModel):
    key: str
    name: NameOut
    department: str
    hint: NameOut | None = Field(description="What to tell, so that it can be solved at once.")


class CategoryList(BaseModel):
    items: list[CategoryOut]


@router.get("/departments", summary="All departments", responses=answers())
async def list_departments(parts: Parts) -> DepartmentList:
    return DepartmentList(items=[DepartmentOut(key=one.key, name=_name(one.name)) for one in parts.office.departments])


@router.get("/categories", summary="All categories, with the department of each", responses=answers())
async def list_categories(parts: Parts) -> CategoryList:
    return CategoryList(
        items=[
            CategoryOut(
                key=one.key,
                name=_name(one.name),
                department=one.department,
                hint=_name(one.hint) if one.hint else None,
            )
            for one in parts.office.categories
        ]
    )


def _name(name: Name) -> NameOut:
    return NameOut(zh=name.zh, en=name.en)
