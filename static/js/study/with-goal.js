// What who has a goal needs, or sets one: others do not load it.
// @ts-check

import { goalForm, goalPanel, scopeText } from "./goal-panel.js";
import { planningToday } from "./plan.js";

export { goalForm, goalPanel, planningToday, scopeText };
