package sealstead.s3.door;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import sealstead.auth.Authentication;
import sealstead.auth.PayloadProof;
import sealstead.iam.Caller;
import sealstead.s3.Address;
import sealstead.s3.RequestNotes;
import sealstead.s3.S3Operation;
import sealstead.wire.Headers;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Query;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlReader;

/// Performs S3's operations for work that the server does on behalf of a principal, such as the role of a batch job.
/// The signature of a request is all that these calls lack: policies, keys, limits, logs and the audit trail meet them
/// as they meet a client's.
public final class OwnCalls {
    /// What does not leave the process cannot be read on its way.
    private static final Request.Peer SELF = new Request.Peer("127.0.0.1", true, true);

    private static final int MAX_ERROR_BYTES = 64 * 1024;

    private final S3Door door;
    private final RandomGenerator random;
    private final Clock clock;

    /// @param door behind whose signature check the calls go
    /// @param random makes request ids
    public OwnCalls(S3Door door, RandomGenerator random, Clock clock) {
        this.door = door;
        this.random = random;
        this.clock = clock;
    }

    /// What is asked for.
    ///
    /// @param query the parameters by their names, subresources among them with empty values
    /// @param headers without `content-length`, which the call gets by itself
    /// @param bytes the length of the body
    /// @param work what a copy keeps of it
    public record Call(
            S3Operation operation,
            String bucket,
            String key,
            Map<String, String> query,
            Headers headers,
            InputStream body,
            long bytes,
            RequestNotes.Work work) {
        public Call {
            query = Map.copyOf(query);
        }

        /// The same call as a piece of work that must not be done twice.
        public Call as(RequestNotes.Work piece) {
            return new Call(operation, bucket, key, query, headers, body, bytes, piece);
        }

        /// A call whose body is read while it is performed.
        public static Call of(
                S3Operation operation,
                String bucket,
                String key,
                Map<String, String> query,
                Headers headers,
                InputStream body,
                long bytes) {
            return new Call(operation, bucket, key, query, headers, body, bytes, RequestNotes.Work.NONE);
        }

        /// A call without a body.
        public static Call of(
                S3Operation operation, String bucket, String key, Map<String, String> query, Headers headers) {
            return of(operation, bucket, key, query, headers, InputStream.nullInputStream(), 0);
        }

        /// A call whose body is at hand.
        public static Call of(
                S3Operation operation,
                String bucket,
                String key,
                Map<String, String> query,
                Headers headers,
                byte[] body) {
            return of(operation, bucket, key, query, headers, new ByteArrayInputStream(body), body.length);
        }
    }

    /// What a call came to. The body of the reply has to be taken, by [#readTo] or [#end].
    ///
    /// @param code S3's code of the error, or empty
    public record Answer(Reply reply, String code, String message) {
        public boolean isWell() {
            return code.isEmpty();
        }

        public int status() {
            return reply.status();
        }

        public Optional<String> header(String name) {
            return reply.headers().first(name);
        }

        /// Lets the body go, of which nothing is wanted, with all that was opened for it.
        public void leave() throws IOException {
            try {
                reply.body().writeTo(NOWHERE);
            } catch (NotWantedException asIntended) {
                return;
            }
        }

        /// Takes the body.
        public void readTo(OutputStream out) throws IOException {
            reply.body().writeTo(out);
        }

        /// Waits for the end of what is answered in XML: work that takes long may begin its answer with 200 and tell of
        /// its failure in the document (`KeepAliveReply`).
        public Answer end() throws IOException {
            var document = new Head();
            reply.body().writeTo(document);
            if (!isWell() || reply.status() != 200) {
                return this;
            }
            var text = document.toString(StandardCharsets.UTF_8);
            if (!text.stripTrailing().endsWith("</Error>")) {
                return this;
            }
            try {
                var error = XmlReader.read(document.toByteArray(), "Error");
                return new Answer(
                        reply,
                        error.text("Code").orElse("InternalError"),
                        error.text("Message").orElse(""));
            } catch (MalformedXmlException unreadable) {
                return new Answer(reply, "InternalError", "");
            }
        }
    }

    private static final class NotWantedException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Takes no byte.
    private static final OutputStream NOWHERE = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            throw new NotWantedException();
        }
    };

    /// As much of a document as an error may have.
    private static final class Head extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, Math.min(length, MAX_ERROR_BYTES - Math.min(MAX_ERROR_BYTES, count)));
        }

        @Override
        public synchronized void write(int b) {
            if (count < MAX_ERROR_BYTES) {
                super.write(b);
            }
        }
    }

    /// Performs a request of somebody who does not say who it is, as it came over the wire.
    ///
    /// @param region of the bucket
    public Answer nobody(Request request, S3Operation operation, Address address, String region) {
        var authentication = new Authentication(
                new Caller.Anonymous(),
                new PayloadProof.Unsigned(),
                Authentication.Method.NONE,
                List.of(region),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var query = Query.parse(request.rawQuery()).orElseThrow();
        return door.own(request, operation, address, query, authentication, RequestNotes.Work.NONE);
    }

    /// Performs one call.
    ///
    /// @param region as the principal would have signed for
    /// @param agent what the trail shows as the user agent
    public Answer perform(Caller.Principal principal, String region, String agent, Call call) {
        var path = "/" + call.bucket() + "/" + PercentEncoding.encode(call.key(), true);
        var rawQuery = call.query().entrySet().stream()
                .map(parameter -> PercentEncoding.encode(parameter.getKey(), false) + "="
                        + PercentEncoding.encode(parameter.getValue(), false))
                .sorted()
                .collect(Collectors.joining("&"));
        var headers = new Headers();
        call.headers().forEach(headers::add);
        headers.add("content-length", Long.toString(call.bytes())).add("user-agent", agent);
        var request = new Request(
                String.format(Locale.ROOT, "%016X", random.nextLong()),
                call.operation().method().name(),
                path,
                rawQuery,
                headers,
                call.body(),
                SELF);
        var authentication = new Authentication(
                principal,
                new PayloadProof.Unsigned(),
                Authentication.Method.HEADER,
                List.of(region),
                Optional.of(clock.instant()),
                Optional.empty(),
                Optional.empty());
        var query = Query.parse(rawQuery).orElseThrow();
        var address = new Address(call.bucket(), call.key());
        return door.own(request, call.operation(), address, query, authentication, call.work());
    }
}
