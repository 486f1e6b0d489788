package sealstead.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One of AWS's answers: a few requests, each with what comes back. The tables are text files in `aws-answers`:
///
///     case F1 recorded: what it shows            begins a case; the source is recorded, documented, model, reported
///                                                or choice (our own, where AWS's is another or unknown)
///     each NAME = VALUE VALUE                    runs the case once for each value
///     POST /{bucket}/key?uploads                 a request, signed; each case has a bucket of its own
///     x-amz-checksum-algorithm: CRC32            a header
///     ! anonymous                                not signed; `! md5` adds Content-MD5, `! region R` signs for R,
///                                                `! payload TOKEN` signs the token instead of the body's hash,
///                                                `! secret S` and `! access-key K` sign as somebody else,
///                                                `! service S` for another service, `! presign S` by the query
///                                                for so many seconds, `! time S` so many seconds from now
///     ! kms Operation                            a call of the KMS, whose body is JSON
///     ! form POLICY                              the body's lines are the fields of a signed form, POLICY the
///                                                conditions beside those of the signature's own fields;
///                                                `! fields` is a form of just these fields
///     ! unsigned name: value                     a header that is not signed
///     | text                                     a line of the body
///     = 400 Code Message                         the status, and of a refusal the code and the message
///     = Element: text                            the first element of that name; `-` if it is not there
///     = @header: text                            a header of the answer
///     = Element -> name                          keeps the text for later requests as {name}; @header likewise
///     = has text                                 what stands somewhere in the body; `= lacks text`, `= count 2 text`
///
/// A `{name}` is a kept value or one of `each`; `{sum ALGORITHM TEXT}` the base64 of a digest, `{sums ALGORITHM
/// T1 T2}` that of the digests of texts, `{lower X}` and `{upper X}` its case, `{b64 TEXT}` its base64,
/// `{context K V}` an encryption context, `{repeat N TEXT}` a text N times, `{v2 TEXT}` its signature of Version 2
/// with `\n` for the ends of its lines. Braces with nothing or a quotation mark in front are JSON's own. Within
/// `each`, underscores stand for the blanks. In bodies `\r` is a carriage return.
///
/// @param steps the requests, as they stand in the file
record AwsAnswer(String name, String source, Map<String, String> values, List<Step> steps) {
    AwsAnswer {
        values = Map.copyOf(values);
        steps = List.copyOf(steps);
    }

    /// A request and what comes back.
    record Step(int line, String method, String target, List<String> lines) {
        Step {
            lines = List.copyOf(lines);
        }
    }

    /// The cases of a file, one for each value of `each`.
    static List<AwsAnswer> read(String file) throws IOException {
        var resource = AwsAnswer.class.getResourceAsStream("/aws-answers/" + file);
        if (resource == null) {
            throw new IOException("no " + file);
        }
        try (resource) {
            var all = new ArrayList<AwsAnswer>();
            var lines = new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            var block = new ArrayList<Integer>();
            for (int i = 0; i <= lines.size(); i++) {
                if (i == lines.size() || lines.get(i).startsWith("case ")) {
                    if (!block.isEmpty()) {
                        all.addAll(cases(lines, block));
                    }
                    block.clear();
                }
                if (i < lines.size() && !lines.get(i).startsWith("#")) {
                    block.add(i);
                }
            }
            return all;
        }
    }

    private static List<AwsAnswer> cases(List<String> lines, List<Integer> block) {
        var first = lines.get(block.getFirst());
        if (!first.startsWith("case ")) {
            return new ArrayList<>();
        }
        int colon = first.indexOf(':');
        var words = first.substring("case ".length(), colon).split(" ");
        var each = new LinkedHashMap<String, String[]>();
        var steps = new ArrayList<Step>();
        var current = new ArrayList<String>();
        int start = 0;
        for (int number : block.subList(1, block.size())) {
            var line = lines.get(number);
            if (line.startsWith("each ")) {
                int equals = line.indexOf('=');
                each.put(
                        line.substring("each ".length(), equals).strip(),
                        line.substring(equals + 1).strip().split(" +"));
            } else if (line.matches("(GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH|\\{method\\}) .*")) {
                if (!current.isEmpty()) {
                    steps.add(step(start, current));
                }
                current.clear();
                current.add(line);
                start = number + 1;
            } else if (!line.isBlank()) {
                current.add(line);
            }
        }
        steps.add(step(start, current));
        var name = words[0] + " " + first.substring(colon + 1).strip();
        var found = new ArrayList<AwsAnswer>();
        found.add(new AwsAnswer(name, words[1], Map.of(), steps));
        each.forEach((variable, values) -> {
            var multiplied = new ArrayList<AwsAnswer>();
            for (var one : found) {
                for (var value : values) {
                    var more = new LinkedHashMap<>(one.values());
                    more.put(variable, value.equals("''") ? "" : value);
                    multiplied.add(new AwsAnswer(one.name() + " [" + value + "]", words[1], more, steps));
                }
            }
            found.clear();
            found.addAll(multiplied);
        });
        return found;
    }

    private static Step step(int line, List<String> lines) {
        var request = lines.getFirst();
        int space = request.indexOf(' ');
        return new Step(
                line,
                request.substring(0, space),
                request.substring(space + 1).strip(),
                lines.subList(1, lines.size()));
    }
}
