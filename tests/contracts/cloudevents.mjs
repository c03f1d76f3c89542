// Our messages as the JavaScript SDK for CloudEvents reads them, and what it writes of them. See test_cloudevents.py.
//
// Argument: the folder that holds node_modules. Standard input and output are those of CloudEventsReader.java; the documents
// come as one batch over HTTP.

import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const require = createRequire(path.join(process.argv[2], "/"));
const { HTTP, Kafka } = require("cloudevents");

const asked = JSON.parse(await text(process.stdin));
const events = asked.messages.map(({ key, headers, value }) => Kafka.toEvent({ key, headers, value, body: value }));
const batch = HTTP.toEvent({
  headers: { "content-type": "application/cloudevents-batch+json" },
  body: JSON.stringify(asked.documents),
});
for (const event of [...events, ...batch]) {
  event.validate();
}
const plain = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const written = ({ headers, value }) => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, said]) => [name, plain(said)])),
  value: plain(value),
});
process.stdout.write(
  JSON.stringify({
    read: events.map((event) => event.toJSON()),
    binary: events.map((event) => written(Kafka.binary(event))),
    structured: events.map((event) => written(Kafka.structured(event))),
    documents: batch.map((event) => event.toJSON()),
  }),
);
