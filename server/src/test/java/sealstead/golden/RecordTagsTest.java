package sealstead.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sealstead.store.Bytes;

/// The table of tags, the records that are frozen, the code that writes records and protobuf's parser agree.
@SuppressWarnings({"NullAway.Init", "NullAway"})
final class RecordTagsTest {
    private static final Pattern TAG = Pattern.compile("\\.(?:number|flag|text|bytes|pair|record)\\(\\s*(\\w+)\\s*,");
    /// Where a tag is passed on to who writes the field.
    private static final Pattern PASSED =
            Pattern.compile("ObjectRecord\\.write(?:Lock|Rights)\\(out, (\\d+), (?:(\\d+), )?|"
                    + "(?<![.\\w])write(?:Lock|Rights)\\(out, (\\d+), (?:(\\d+), )?");

    private static final Pattern CONSTANT = Pattern.compile("int (\\w+) = (\\d+);");

    private final MessageTable table;

    RecordTagsTest() throws IOException {
        table = MessageTable.read();
    }

    private MessageTable.Message message(Path golden) {
        var name = golden.getParent().getFileName().toString();
        var message = table.messages().get(name);
        assertThat(message).as("docs/format.md has no message " + name).isNotNull();
        return message;
    }

    /// Every tag of the table is in a frozen record, and no other.
    @Test
    void the_table_has_the_tags_of_the_frozen_records_and_no_others() throws IOException {
        SortedMap<String, SortedSet<Integer>> seen = new TreeMap<>();
        for (var golden : GoldenFile.records()) {
            collect(message(golden), GoldenFile.read(golden), seen, golden.toString());
        }
        SortedMap<String, SortedSet<Integer>> documented = new TreeMap<>();
        table.messages()
                .forEach((name, message) ->
                        documented.put(name, new TreeSet<>(message.fields().keySet())));
        assertThat(seen).isEqualTo(documented);
    }

    private void collect(
            MessageTable.Message message, Bytes record, Map<String, SortedSet<Integer>> seen, String where) {
        var tags = seen.computeIfAbsent(message.name(), name -> new TreeSet<>());
        var met = new TreeSet<Integer>();
        for (var field : WireField.all(record)) {
            var documented = message.fields().get(field.tag());
            assertThat(documented)
                    .as("tag %d of %s in %s", field.tag(), message.name(), where)
                    .isNotNull();
            assertThat(field.wire())
                    .as("wire type of tag %d of %s in %s", field.tag(), message.name(), where)
                    .isEqualTo(documented.wire());
            assertThat(met.add(field.tag()) || documented.repeated())
                    .as("tag %d of %s is there once in %s", field.tag(), message.name(), where)
                    .isTrue();
            tags.add(field.tag());
            if (documented.isMessage()) {
                var nested = table.messages().get(documented.type());
                assertThat(nested).as("message " + documented.type()).isNotNull();
                collect(nested, field.content(), seen, where);
            }
        }
    }

    /// A class that writes records and is not in the table would not be frozen.
    @Test
    void the_table_has_the_tags_that_the_code_writes_and_no_others() throws IOException {
        SortedMap<String, SortedSet<Integer>> written = new TreeMap<>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                var source = Files.readString(file);
                if (source.contains("new RecordWriter(") || source.contains("CommonFields.write(")) {
                    var name = file.getFileName().toString();
                    written.put(name.substring(0, name.length() - ".java".length()), tags(source));
                }
            }
        }
        SortedMap<String, SortedSet<Integer>> documented = new TreeMap<>();
        var common = new TreeSet<Integer>();
        for (var message : table.messages().values()) {
            if (message.writers().contains("CommonFields")) {
                common.addAll(message.fields().keySet());
            }
            documented
                    .computeIfAbsent(message.writers().getFirst(), name -> new TreeSet<>())
                    .addAll(message.fields().keySet());
            message.writers()
                    .subList(1, message.writers().size())
                    .forEach(name -> documented
                            .computeIfAbsent(name, another -> new TreeSet<>())
                            .addAll(
                                    name.equals("CommonFields")
                                            ? List.of()
                                            : message.fields().keySet()));
        }
        // Their own begin at 16; those before are the common ones.
        for (var name :
                List.of("UserRecord", "UserGroupRecord", "RoleRecord", "ManagedPolicyRecord", "OidcProviderRecord")) {
            assertThat(written.get(name)).isSubsetOf(documented.get(name));
            written.put(name, without(written.get(name), 1, 9));
            documented.put(name, without(documented.get(name), 1, 9));
        }
        assertThat(written.remove("CommonFields")).isEqualTo(new TreeSet<>(common.headSet(10)));
        documented.remove("CommonFields");
        assertThat(written).isEqualTo(documented);
    }

    private static SortedSet<Integer> without(SortedSet<Integer> tags, int from, int to) {
        var others = new TreeSet<>(tags);
        others.subSet(from, to + 1).clear();
        return others;
    }

    private static SortedSet<Integer> tags(String source) {
        var constants = new HashMap<String, String>();
        CONSTANT.matcher(source).results().forEach(found -> constants.put(found.group(1), found.group(2)));
        var names = new ArrayList<String>();
        TAG.matcher(source).results().forEach(found -> names.add(found.group(1)));
        PASSED.matcher(source).results().forEach(found -> {
            for (int group = 1; group <= found.groupCount(); group++) {
                if (found.group(group) != null) {
                    names.add(found.group(group));
                }
            }
        });
        var tags = new TreeSet<Integer>();
        for (var name : names) {
            var value = constants.getOrDefault(name, name);
            if (value.matches("\\d+")) {
                tags.add(Integer.parseInt(value));
            }
        }
        return tags;
    }

    /// Every field is known to protobuf under its number and wire type, and what protobuf writes of
    /// what it read are the same bytes where the order of fields is that of their numbers.
    @Test
    void protobufs_own_parser_reads_our_records() throws Exception {
        var file = Descriptors.FileDescriptor.buildFrom(descriptor(), new Descriptors.FileDescriptor[0]);
        for (var golden : GoldenFile.records()) {
            var record = GoldenFile.read(golden);
            var read = DynamicMessage.parseFrom(
                    file.findMessageTypeByName(protobufName(message(golden).name())),
                    ByteString.copyFrom(record.toArray()));
            checkKnown(read, golden.toString());
            assertThat(sorted(Bytes.wrap(read.toByteArray())))
                    .as(golden.toString())
                    .isEqualTo(sorted(record));
        }
    }

    private static List<String> sorted(Bytes record) {
        return WireField.all(record).stream()
                .map(field -> field.wire() == 0
                        ? field.hex()
                        : field.tag() + ":" + field.content().size())
                .sorted()
                .toList();
    }

    private static void checkKnown(DynamicMessage message, String where) {
        assertThat(message.getUnknownFields().asMap()).as(where).isEmpty();
        message.getAllFields().forEach((field, value) -> {
            var all = field.isRepeated() ? (List<?>) value : List.of(value);
            for (var one : all) {
                if (one instanceof DynamicMessage nested) {
                    checkKnown(nested, where + " " + field.getNumber());
                }
            }
        });
    }

    private static String protobufName(String message) {
        return message.replace('-', '_');
    }

    private FileDescriptorProto descriptor() {
        var file = FileDescriptorProto.newBuilder().setName("records.proto").setSyntax("proto2");
        for (var message : table.messages().values()) {
            var type = DescriptorProto.newBuilder().setName(protobufName(message.name()));
            for (var field : message.fields().values()) {
                var made = FieldDescriptorProto.newBuilder()
                        .setName("field" + field.tag())
                        .setNumber(field.tag())
                        // With presence, so that a zero that was written is not overlooked.
                        .setLabel(
                                field.repeated()
                                        ? FieldDescriptorProto.Label.LABEL_REPEATED
                                        : FieldDescriptorProto.Label.LABEL_OPTIONAL)
                        .setType(
                                switch (field.type()) {
                                    case "number" -> FieldDescriptorProto.Type.TYPE_UINT64;
                                    case "flag" -> FieldDescriptorProto.Type.TYPE_BOOL;
                                    case "text" -> FieldDescriptorProto.Type.TYPE_STRING;
                                    case "bytes" -> FieldDescriptorProto.Type.TYPE_BYTES;
                                    default -> FieldDescriptorProto.Type.TYPE_MESSAGE;
                                });
                if (field.isMessage()) {
                    made.setTypeName("." + protobufName(field.type()));
                }
                type.addField(made);
            }
            file.addMessageType(type);
        }
        return file.build();
    }
}
