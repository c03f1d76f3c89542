// Our messages as the Java SDK for CloudEvents reads them, and what it writes of them. See test_cloudevents.py.
//
// Standard input, as JSON: `messages` (each with `key`, `headers` and `value`) and `documents` (events in the JSON format). Out comes
// `read`, the events of the messages in the JSON format; `binary` and `structured`, the messages that the SDK makes of these;
// `documents`, the documents as read and written again.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

public final class CloudEventsReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonFormat FORMAT = new JsonFormat();

  public static void main(String[] arguments) throws IOException {
    JsonNode asked = JSON.readTree(System.in);
    ObjectNode told = JSON.createObjectNode();
    ArrayNode read = told.putArray("read");
    ArrayNode binary = told.putArray("binary");
    ArrayNode structured = told.putArray("structured");
    ArrayNode documents = told.putArray("documents");
    for (JsonNode message : asked.get("messages")) {
      Headers headers = new RecordHeaders();
      message.get("headers").properties().forEach(
          header -> headers.add(header.getKey(), header.getValue().asText().getBytes(StandardCharsets.UTF_8)));
      byte[] value = message.get("value").asText().getBytes(StandardCharsets.UTF_8);
      CloudEvent event = KafkaMessageFactory.createReader(headers, value).toEvent();
      read.add(JSON.readTree(FORMAT.serialize(event)));
      binary.add(written(KafkaMessageFactory.createWriter("topic").writeBinary(event)));
      structured.add(written(KafkaMessageFactory.createWriter("topic").writeStructured(event, FORMAT)));
    }
    for (JsonNode document : asked.get("documents")) {
      CloudEvent event = FORMAT.deserialize(JSON.writeValueAsBytes(document));
      documents.add(JSON.readTree(FORMAT.serialize(event)));
    }
    JSON.writeValue(System.out, told);
  }

  private static ObjectNode written(ProducerRecord<Void, byte[]> record) {
    ObjectNode message = JSON.createObjectNode();
    ObjectNode headers = message.putObject("headers");
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    message.put("value", new String(record.value(), StandardCharsets.UTF_8));
    return message;
  }
}
