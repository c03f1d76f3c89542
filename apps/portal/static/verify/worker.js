// The verification beside the page, so that the page stays responsive.
// In: {content, registerCount} or {entity}. Out: {step, state, detail}, {verdict}, {answer}.

import { entityIn, entityOf } from "./proof.js";
import { isProof } from "./shape.js";
import { verify } from "./verify.js";

let verified = null;

const plain = ({ code, where, found, again }) => ({ code, where, found: said(found), again: said(again) });
const said = (value) => (value === undefined || value === null ? null : String(value));

function progress(step, state, detail) {
  postMessage({ step, state, detail: state === "failed" ? plain(detail) : detail });
}

async function judged({ content, registerCount }) {
  const found = await verify(new Uint8Array(content), { registerCount, progress });
  verified = found.reason === null ? found : null;
  const { document, state, reason, notes } = found;
  const shown = verified && { draw: document.manifest.draw, certificate: document.certificate, count: document.manifest.frame.count };
  const single = verified && isProof(document);
  postMessage({
    verdict: { state, reason, notes, single, shown, figures: verified && !single ? document.result.figures : null },
  });
  if (single) postMessage({ answer: entityOf(document) });
}

addEventListener("message", ({ data }) => {
  if (data.content) judged(data);
  else if (verified?.drawn) postMessage({ answer: entityIn(verified.document, verified.drawn, data.entity) });
});
