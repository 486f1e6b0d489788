package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sealstead.iam.Decisions;
import sealstead.iam.WhatIf;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.PolicyExplanation;
import sealstead.wire.Query;

/// What `sealstead explain` asks: why a request was allowed or refused, and what would become of one.
public final class ExplainPages {
    private final Decisions decisions;
    private final Protections protections;
    private final WhatIf whatIf;

    public ExplainPages(Decisions decisions, Protections protections, WhatIf whatIf) {
        this.decisions = decisions;
        this.protections = protections;
        this.whatIf = whatIf;
    }

    /// Tells which protection a request's object got, and why.
    @FunctionalInterface
    public interface Protections {
        List<String> of(String requestId);
    }

    /// `?request=ID`, or `?principal=ARN&action=A&resource=ARN` with any number of `context=KEY=VALUE`.
    public JsonNode explain(Query query) throws IOException {
        var request = query.first("request");
        return request.isPresent() ? ofRequest(request.get()) : ofQuestion(query);
    }

    private ObjectNode ofRequest(String id) {
        var document = JsonNodeFactory.instance.objectNode().put("requestId", id);
        var entries = decisions.of(id);
        var rows = document.putArray("decisions");
        for (var entry : entries) {
            describe(rows, entry.decision(), entry.explanation());
        }
        var protection = document.putArray("protection");
        protections.of(id).forEach(protection::add);
        document.put("known", !entries.isEmpty());
        return document;
    }

    private ObjectNode ofQuestion(Query query) throws IOException {
        var asked = whatIf.ask(
                required(query, "principal"), required(query, "action"), required(query, "resource"), context(query));
        var document = JsonNodeFactory.instance.objectNode();
        describe(document.putArray("decisions"), asked.decision(), asked.explanation());
        return document;
    }

    private static void describe(ArrayNode rows, Decision decision, PolicyExplanation explanation) {
        var row = rows.addObject()
                .put("action", explanation.question().action())
                .put("resource", explanation.question().resource())
                .put("principal", explanation.question().principal().sessionArn())
                .put("decision", decision instanceof Decision.Allow ? "ALLOW" : "DENY");
        var lines = row.putArray("because");
        explanation.lines().forEach(lines::add);
    }

    private static String required(Query query, String name) {
        return query.first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException("the parameter " + name + " is missing"));
    }

    private static Map<String, List<String>> context(Query query) {
        var context = new TreeMap<String, List<String>>();
        for (var parameter : query.parameters()) {
            if (parameter.name().equals("context")) {
                int equals = parameter.value().indexOf('=');
                if (equals <= 0) {
                    throw new IllegalArgumentException("a context is KEY=VALUE, not " + parameter.value());
                }
                context.merge(
                        NamedValues.key(parameter.value().substring(0, equals)),
                        List.of(parameter.value().substring(equals + 1)),
                        (one, other) -> java.util.stream.Stream.concat(one.stream(), other.stream())
                                .toList());
            }
        }
        return context;
    }
}
