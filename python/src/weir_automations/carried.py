"""What a stock client is shown in the place of what is Weir's own, and how that is read back.

The models of the stock client know Prefect's actions and triggers alone, so the server shows it others that carry
Weir's own as JSON: an action as a notification through a block that does not exist, a trigger as an event trigger with
a label of its own.
"""

import json
from typing import Any

from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger

# The block that does not exist, and the label.
MARK = "77656972-0000-4000-8000-6f776e000000"
LABEL = "weir.trigger"


def action(value: Any) -> Any:
    """The action that a notification carries, if it does; any other value as it is."""
    shown = value.model_dump() if type(value) is SendNotification else value
    if isinstance(shown, dict) and str(shown.get("block_document_id")) == MARK:
        return json.loads(shown["body"])
    return value


def trigger(value: Any) -> Any:
    """The trigger that an event trigger carries, if it does; any other value as it is."""
    shown = value.model_dump() if type(value) is EventTrigger else value
    labels = shown.get("match") if isinstance(shown, dict) else None
    if isinstance(labels, dict) and LABEL in labels:
        carried = labels[LABEL]
        return json.loads(carried[0] if isinstance(carried, list) else carried)
    return value
