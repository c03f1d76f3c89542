// Takes the ticket from behind the `#` of the link into the form, and out of the address.

import { partsOf } from "./parts.js";

const parts = partsOf(location.hash);
if (parts) {
  // What stays in the history of a shared computer would tell whoever opens it next.
  history.replaceState(null, "", location.pathname);
  for (const [name, value] of Object.entries(parts)) document.getElementById(`rate-${name}`).value = value;
  document.getElementById("rate-rated").textContent = parts.department;
  document.getElementById("rate-pasted").hidden = true;
}
