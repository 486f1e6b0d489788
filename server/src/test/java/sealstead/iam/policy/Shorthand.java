package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sealstead.iam.policy.PolicyDocument.Kind;

/// Reads the short notation of the vectors.
final class Shorthand {
    static final String A = "111122223333";
    static final String B = "444455556666";
    private static final Map<String, String> ARNS = Map.ofEntries(
            Map.entry("alice", "arn:aws:iam::" + A + ":user/alice"),
            Map.entry("role", "arn:aws:iam::" + A + ":role/r"),
            Map.entry("session", "arn:aws:sts::" + A + ":assumed-role/r/s1"),
            Map.entry("othersession", "arn:aws:sts::" + A + ":assumed-role/r/s2"),
            Map.entry("fed", "arn:aws:sts::" + A + ":federated-user/fred"),
            Map.entry("root", "arn:aws:iam::" + A + ":root"),
            Map.entry("id", A),
            Map.entry("bob", "arn:aws:iam::" + B + ":user/bob"),
            Map.entry("brolearn", "arn:aws:iam::" + B + ":role/r"),
            Map.entry("brolesession", "arn:aws:sts::" + B + ":assumed-role/r/s1"),
            Map.entry("broot", "arn:aws:iam::" + B + ":root"),
            Map.entry("awsstar", "*"));

    private Shorthand() {}

    static PrincipalName who(String name) {
        if (name.startsWith("svc:")) {
            return PrincipalName.service(name.substring(4));
        }
        if (name.startsWith("web:")) {
            return PrincipalName.webIdentity(name.substring(4), "subject");
        }
        return switch (name) {
            case "alice" -> user(A, "alice");
            case "bob" -> user(B, "bob");
            case "session" -> session(A, "role", "session");
            case "brole" -> session(B, "brolearn", "brolesession");
            case "fed" -> new PrincipalName(PrincipalName.Kind.FEDERATED_USER, A, arn("alice"), arn("fed"), "");
            case "root" -> PrincipalName.root(A);
            case "broot" -> PrincipalName.root(B);
            case "anon" -> PrincipalName.NOBODY;
            default -> throw new AssertionError(name);
        };
    }

    private static PrincipalName user(String account, String name) {
        return new PrincipalName(PrincipalName.Kind.USER, account, arn(name), arn(name), "");
    }

    private static PrincipalName session(String account, String role, String session) {
        return new PrincipalName(PrincipalName.Kind.ROLE_SESSION, account, arn(role), arn(session), "");
    }

    private static String arn(String name) {
        var arn = ARNS.get(name);
        if (arn == null) {
            throw new AssertionError(name);
        }
        return arn;
    }

    /// `action resource keys`, each of the latter two as it may be.
    static Question question(String who, String text) {
        var parts = text.split(" ", 3);
        return new Question(who(who), parts[0], resource(parts[1]), A, conditions(parts.length > 2 ? parts[2] : "-"));
    }

    static String resource(String name) {
        return switch (name) {
            case "*" -> "*";
            case "key" -> "arn:aws:kms:us-east-1:" + A + ":key/1";
            case "role" -> "arn:aws:iam::" + A + ":role/target";
            case "dir" -> "arn:aws:s3express:us-east-1:" + A + ":bucket/d--use1-az4--x-s3";
            default -> name.startsWith("arn:") ? name : "arn:aws:s3:::" + name;
        };
    }

    /// `key=value,value;key=value`, or `-`.
    static Conditions conditions(String text) {
        if (text.equals("-") || text.isEmpty()) {
            return Conditions.NONE;
        }
        var values = new HashMap<String, List<String>>();
        for (var pair : text.split(";")) {
            int equals = pair.indexOf('=');
            values.put(
                    pair.substring(0, equals),
                    List.of(pair.substring(equals + 1).split(",", -1)));
        }
        return key -> NamedValues.ofKey(values, key).orElse(List.of());
    }

    /// Sources separated by ` / `.
    static PoliciesInForce policies(String text, Kind resourceKind) throws MalformedPolicyException {
        var found = new HashMap<String, List<List<NamedPolicy>>>();
        for (var part : text.equals("-") ? new String[0] : text.split(" / ")) {
            int colon = part.indexOf(':');
            var source = part.substring(0, colon);
            if (source.equals("grant")) {
                continue;
            }
            var kind = source.equals("resource") ? resourceKind : Kind.IDENTITY;
            var levels = new ArrayList<List<NamedPolicy>>();
            for (var level : part.substring(colon + 1).split(" // ")) {
                levels.add(
                        level.strip().equals("-")
                                ? List.of()
                                : List.of(new NamedPolicy(source, document(level.strip(), kind))));
            }
            found.put(source, levels);
        }
        return new PoliciesInForce(
                found.getOrDefault("identity", List.of(List.of())).getFirst(),
                Optional.ofNullable(found.get("boundary"))
                        .map(all -> all.getFirst().getFirst()),
                Optional.ofNullable(found.get("session")).map(List::getFirst),
                found.getOrDefault("scp", List.of()),
                Optional.ofNullable(found.get("resource"))
                        .map(all -> all.getFirst().getFirst()));
    }

    /// Grants such as `grant: alice Decrypt,Encrypt equals team=red`.
    static List<Grant> grants(String text) {
        return Stream.of(text.split(" / "))
                .filter(part -> part.startsWith("grant:"))
                .map(part -> {
                    var words = part.substring("grant:".length()).strip().split(" ");
                    var pairs = words.length < 4
                            ? Optional.<Map<String, String>>empty()
                            : Optional.of(Map.of(words[3].split("=")[0], words[3].split("=")[1]));
                    boolean equals = words.length > 2 && words[2].equals("equals");
                    return new Grant(
                            "g1",
                            words[0].startsWith("svc:") ? words[0].substring(4) : arn(words[0]),
                            Set.of(words[1].split(",")),
                            equals ? pairs : Optional.empty(),
                            equals ? Optional.empty() : pairs);
                })
                .toList();
    }

    /// Statements separated by ` ; `; `2008` or `none` in front is another version.
    static PolicyDocument document(String text, Kind kind) throws MalformedPolicyException {
        return PolicyDocument.parse(json(text, kind), kind);
    }

    static String json(String text, Kind kind) {
        var version = text.startsWith("2008 ")
                ? "\"Version\":\"2008-10-17\","
                : text.startsWith("none ") ? "" : "\"Version\":\"2012-10-17\",";
        return "{" + version + "\"Statement\":["
                + Stream.of(text.replaceFirst("^(2008|none) ", "").split(" ; "))
                        .map(statement -> statement(statement.strip(), kind))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String statement(String text, Kind kind) {
        int condition = text.indexOf(" if ");
        var words = (condition < 0 ? text : text.substring(0, condition)).split(" (?![^{]*})");
        int at = 0;
        var json = new StringBuilder("{\"Effect\":" + quoted(words[at++]));
        if (kind != Kind.IDENTITY) {
            json.append(",").append(principal(words[at++]));
        }
        json.append(",").append(list("Action", words[at++], false));
        if (kind != Kind.TRUST) {
            json.append(",").append(list("Resource", words[at++], true));
        }
        if (at != words.length) {
            throw new AssertionError("too many words: " + text);
        }
        return json + (condition < 0 ? "" : ",\"Condition\":" + text.substring(condition + 4)) + "}";
    }

    private static String principal(String name) {
        if (name.equals("star")) {
            return "\"Principal\":\"*\"";
        }
        if (name.startsWith("svc:")) {
            return "\"Principal\":{\"Service\":" + quoted(name.substring(4)) + "}";
        }
        if (name.startsWith("web:")) {
            return "\"Principal\":{\"Federated\":" + quoted(name.substring(4)) + "}";
        }
        if (name.equals("canonical")) {
            return "\"Principal\":{\"CanonicalUser\":" + quoted(CanonicalUser.of(A)) + "}";
        }
        boolean not = name.startsWith("!");
        return (not ? "\"NotPrincipal\"" : "\"Principal\"") + ":{\"AWS\":["
                + Stream.of(name.substring(not ? 1 : 0).split("\\+"))
                        .map(one -> quoted(arn(one)))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String list(String element, String words, boolean resources) {
        boolean not = words.startsWith("!");
        return (not ? "\"Not" : "\"") + element + "\":["
                + Stream.of(words.substring(not ? 1 : 0).split(",(?![^{]*})"))
                        .map(word -> quoted(resources ? resource(word) : word))
                        .collect(Collectors.joining(","))
                + "]";
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
