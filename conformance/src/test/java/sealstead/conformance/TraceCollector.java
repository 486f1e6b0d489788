package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A collector of traces: takes OTLP over HTTP and keeps what it is sent.
final class TraceCollector implements AutoCloseable {
    private final HttpServer http;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Seen> spans = new ArrayList<>();
    private final List<Map<String, String>> resources = new ArrayList<>();
    private final CountDownLatch held;

    TraceCollector() throws IOException {
        this(new CountDownLatch(0));
    }

    /// @param held answers wait for it
    TraceCollector(CountDownLatch held) throws IOException {
        this.held = held;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/v1/traces", this::take);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
    }

    /// One span as it came.
    record Seen(
            String trace,
            String id,
            String parent,
            String name,
            Span.SpanKind kind,
            boolean bad,
            Map<String, String> says) {
        private static Seen of(Span span) {
            return new Seen(
                    hex(span.getTraceId().toByteArray()),
                    hex(span.getSpanId().toByteArray()),
                    hex(span.getParentSpanId().toByteArray()),
                    span.getName(),
                    span.getKind(),
                    span.getStatus().getCodeValue() == 2,
                    said(span.getAttributesList()));
        }

        String says(String attribute) {
            return says.getOrDefault(attribute, "");
        }
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    private static Map<String, String> said(List<io.opentelemetry.proto.common.v1.KeyValue> attributes) {
        var said = new TreeMap<String, String>();
        for (var attribute : attributes) {
            said.put(attribute.getKey(), text(attribute.getValue()));
        }
        return said;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            default -> value.toString();
        };
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            held.await();
            var request = ExportTraceServiceRequest.parseFrom(body);
            synchronized (this) {
                bytes.write(body);
                for (var resource : request.getResourceSpansList()) {
                    resources.add(said(resource.getResource().getAttributesList()));
                    for (var scope : resource.getScopeSpansList()) {
                        scope.getSpansList().forEach(span -> spans.add(Seen.of(span)));
                    }
                }
            }
            exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1/traces";
    }

    synchronized List<Seen> spans() {
        return List.copyOf(spans);
    }

    synchronized List<Map<String, String>> resources() {
        return List.copyOf(resources);
    }

    /// Everything that came, as it came.
    synchronized String everything() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /// The one span that a request id has.
    Seen request(String requestId) {
        var found = spans().stream()
                .filter(span -> span.says("aws.request_id").equals(requestId))
                .toList();
        assertThat(found).as(requestId).hasSize(1);
        return found.getFirst();
    }

    List<Seen> children(Seen parent) {
        return spans().stream()
                .filter(span ->
                        span.trace().equals(parent.trace()) && span.parent().equals(parent.id()))
                .toList();
    }

    /// Children, and theirs.
    List<Seen> below(Seen parent) {
        var all = new ArrayList<Seen>();
        for (var child : children(parent)) {
            all.add(child);
            all.addAll(below(child));
        }
        return all;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
