"""A tool gets the names of personas in the shop's language: as people gave them there, and with the labels of categories."""

from persona_pipeline.audiences.select import selecting
from persona_pipeline.settings import CampaignAudience, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .world import NIGHT, fill


def test_names_are_those_of_the_shops_language(workspace: Workspace) -> None:
    settings = Settings.model_validate(
        {"shop": {"language": "nl"}, "labels": {"categories": {"shoes": {"nl": "schoenen"}}}}
    )
    with Warehouse.open(workspace, settings) as warehouse:
        fill(warehouse)
        warehouse.query("update marts.personas set name = 'Shoes shoppers' where persona_id = 'P01'")
        warehouse.query("update marts.personas set name = 'Owls', name_nl = 'Uilen' where persona_id = 'P02'")
        with selecting(warehouse, workspace, settings, NIGHT) as selection:
            selection.choose(CampaignAudience(name="a", of=("P01", "P02")), 5)
            found = {
                name for (name,) in selection.con.execute("select distinct persona from audience_people").fetchall()
            }
    assert found == {"Klanten die schoenen kopen", "Uilen"}
