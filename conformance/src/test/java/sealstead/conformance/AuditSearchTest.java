package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.services.kms.model.KmsException;

/// The audit trail is searched by identity, newest first, over all its files.
@SuppressWarnings("NullAway.Init")
final class AuditSearchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEYS = 12;

    @Server(@Server.With(setting = Setting.AUDIT_FILE_BYTES, value = "8KiB"))
    private static LocalServer server;

    private static People people;
    private static People.Person stranger;

    @BeforeAll
    static void start() throws IOException {
        people = new People(server);
        stranger = people.user(LocalServer.ACCOUNT, "stranger", People.allow("s3:ListAllMyBuckets", "*"));
        try (var kms = server.kms();
                var refused = stranger.kms()) {
            for (int i = 0; i < KEYS; i++) {
                var description = "number " + i;
                kms.createKey(b -> b.description(description));
            }
            assertThatThrownBy(() -> refused.createKey(b -> b.description("mine")))
                    .isInstanceOf(KmsException.class)
                    .hasMessageContaining("kms:CreateKey");
        }
    }

    private static Raw.Reply ask(String query) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/_sealstead/admin/audit/search?" + query)
                .service("sealstead")
                .sign()
                .send();
    }

    private static JsonNode search(String query) throws IOException {
        var reply = ask(query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    private static List<String> descriptions(JsonNode found) {
        var descriptions = new ArrayList<String>();
        found.path("events")
                .forEach(event -> descriptions.add(
                        event.path("requestParameters").path("description").asText()));
        return descriptions;
    }

    @Test
    void pages_go_on_where_the_one_before_left_off() throws IOException {
        try (var files = Files.list(server.dataFolder().resolve("audit"))) {
            assertThat(files.count()).isGreaterThan(1);
        }
        var all = new ArrayList<String>();
        var sequences = new ArrayList<Long>();
        var before = "";
        do {
            var found = search("name=CreateKey&source=kms&limit=5&user=root" + before);
            assertThat(found.path("events").size()).isLessThanOrEqualTo(5);
            all.addAll(descriptions(found));
            found.path("events")
                    .forEach(event -> sequences.add(event.path("sequence").asLong()));
            before = found.has("before") ? "&before=" + found.path("before").asLong() : "";
        } while (!before.isEmpty());
        var wanted = new ArrayList<String>();
        for (int i = KEYS - 1; i >= 0; i--) {
            wanted.add("number " + i);
        }
        assertThat(all).isEqualTo(wanted);
        assertThat(sequences)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder())
                .doesNotHaveDuplicates();
    }

    @Test
    void what_does_not_fit_is_left_out() throws IOException {
        assertThat(descriptions(search("name=CreateKey&errors=true"))).containsExactly("mine");
        assertThat(descriptions(search("name=createkey&user=stranger"))).containsExactly("mine");
        assertThat(descriptions(search("name=CreateKey&resource=number%207"))).containsExactly("number 7");
        assertThat(descriptions(search("name=CreateKey&source=s3"))).isEmpty();
        assertThat(descriptions(search("name=CreateKey&from=2999-01-01T00%3A00%3A00Z")))
                .isEmpty();
        assertThat(descriptions(search("name=CreateKey&to=2001-01-01T00%3A00%3A00Z")))
                .isEmpty();
        var one = search("name=CreateKey&limit=1").path("events").get(0);
        assertThat(search("request=" + one.path("requestID").asText()).path("events"))
                .singleElement()
                .isEqualTo(one);
    }

    @Test
    void a_question_that_makes_no_sense_is_refused() throws IOException {
        for (var query : List.of("limit=0", "limit=201", "limit=x", "before=0", "from=yesterday", "to=1")) {
            assertThat(ask(query).status()).as(query).isEqualTo(400);
        }
    }

    @Test
    void a_search_is_an_event_itself_and_no_token_opens_it() throws IOException {
        search("name=DeleteBucket&resource=somewhere");
        var told = search("name=SearchAuditTrail&resource=somewhere").path("events");
        assertThat(told).isNotEmpty();
        assertThat(told.get(0).path("userIdentity").path("arn").asText()).endsWith(":root");
        var refused = stranger.sign(Raw.request(server.endpoint(), "GET", "/_sealstead/admin/audit/search")
                        .service("sealstead"))
                .send();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("sealstead:SearchAuditTrail");
    }
}
