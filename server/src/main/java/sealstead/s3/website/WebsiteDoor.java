package sealstead.s3.website;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.api.Pipeline;
import sealstead.s3.Address;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Words;
import sealstead.s3.access.Cors;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.website.ErrorPage.Problem;
import sealstead.wire.Door;
import sealstead.wire.Headers;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The door for browsers. A request here is nobody's, whatever its headers say: what it shows is what an unsigned
/// request to S3 would be given, read by that very operation, so that policies, lists, blocks, keys and logs meet it
/// as they meet every other.
public final class WebsiteDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(WebsiteDoor.class);
    private static final String REDIRECT = "x-amz-website-redirect-location";
    /// What a browser says that counts; all else stays here.
    private static final List<String> PASSED = List.of(
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-unmodified-since",
            "range",
            "referer",
            "user-agent");

    private final List<String> baseDomains;
    private final Buckets buckets;
    private final OwnCalls calls;
    private final Cors cors;
    private final WebsiteWords words;
    private final Pipeline pipeline;
    private final Parsed<Website> websites;

    public WebsiteDoor(List<String> baseDomains, Buckets buckets, OwnCalls calls, Cors cors, String hostId) {
        this.baseDomains = List.copyOf(baseDomains);
        this.buckets = buckets;
        this.calls = calls;
        this.cors = cors;
        this.words = new WebsiteWords(new S3Words(hostId));
        this.pipeline = new Pipeline(words, bytes -> {
            throw new IllegalStateException("a website makes nothing");
        });
        this.websites = new Parsed<>(buckets, DocumentKind.WEBSITE, WebsiteConfiguration::website);
    }

    @Override
    public boolean isFor(Request request) {
        return host(request).isPresent();
    }

    private Optional<WebsiteHost> host(Request request) {
        return WebsiteHost.of(request.headers().first("host").orElse(""), baseDomains);
    }

    @Override
    public Reply handle(Request request) {
        return pipeline.answer(request, () -> answer(request, host(request).orElseThrow()));
    }

    private Reply answer(Request request, WebsiteHost host) throws IOException {
        var requested = new RequestedBucket(buckets, host.bucket());
        var bucket = requested
                .find()
                .filter(found -> !found.isDirectory())
                .orElseThrow(() -> S3Error.noSuchBucket(host.bucket()));
        if (host.region().filter(region -> !region.equals(bucket.region())).isPresent()) {
            throw S3Error.INCORRECT_ENDPOINT
                    .refusal()
                    .with("Endpoint", bucket.name() + ".s3-website." + bucket.region());
        }
        if (!request.rawPath().startsWith("/")) {
            throw S3Error.INVALID_URI.refusal();
        }
        var key = PercentEncoding.decode(request.rawPath().substring(1), false)
                .orElseThrow(() -> S3Error.INVALID_URI.refusal());
        Address.checkedKey(key);
        var address = new Address(bucket.name(), key);
        if (request.method().equals("OPTIONS")) {
            return cors.preflight(request, address, requested);
        }
        boolean head = request.method().equals("HEAD");
        if (!head && !request.method().equals("GET")) {
            throw S3Error.METHOD_NOT_ALLOWED
                    .refusal()
                    .with("Method", request.method())
                    .with("ResourceType", "OBJECT")
                    .header("allow", "GET, HEAD, OPTIONS");
        }
        var website = websites.of(bucket)
                .orElseThrow(() -> S3Error.NO_SUCH_WEBSITE.refusal().with("BucketName", bucket.name()));
        var visit = new Visit(request, bucket, website, key, head);
        var reply = visit.shown();
        if (request.headers().has("origin")) {
            addCrossOrigin(reply, request, requested);
        }
        return reply;
    }

    private void addCrossOrigin(Reply reply, Request request, RequestedBucket requested) {
        try {
            cors.addTo(reply, request, requested);
        } catch (IOException | RuntimeException unexpected) {
            LOG.error("request {}", request.id(), unexpected);
        }
    }

    /// One request to a website that is there.
    private final class Visit {
        private final Request request;
        private final Bucket bucket;
        private final Website website;
        private final String key;
        private final boolean head;

        Visit(Request request, Bucket bucket, Website website, String key, boolean head) {
            this.request = request;
            this.bucket = bucket;
            this.website = website;
            this.key = key;
            this.head = head;
        }

        Reply shown() throws IOException {
            if (website.all().isPresent()) {
                var all = website.all().get();
                return moved(301, url(all.protocol(), Optional.of(all.host()), "/" + encoded(key)));
            }
            var first = website.rule(key);
            if (first.isPresent()) {
                return moved(first.get());
            }
            var page = website.page(key);
            var answer = read(page, browsers());
            if (answer.isWell()) {
                var target = answer.reply().headers().first(REDIRECT);
                if (target.isEmpty()) {
                    return answer.reply();
                }
                answer.leave();
                return moved(301, target.get());
            }
            if (answer.status() == 304) {
                return answer.reply();
            }
            answer.leave();
            return failed(page, problem(answer, page));
        }

        /// A name without its slash leads to the folder, if the folder has a page; then to what a rule says, then
        /// to the page for errors.
        private Reply failed(String page, Problem problem) throws IOException {
            boolean absent = problem.status() == 404 || problem.status() == 403;
            if (absent && !page.isEmpty() && page.equals(key)) {
                var folder = calls.nobody(
                        request("HEAD", key + "/" + website.index(), new Headers()),
                        S3Operation.HEAD_OBJECT,
                        new Address(bucket.name(), key + "/" + website.index()),
                        bucket.region());
                folder.leave();
                if (folder.isWell()) {
                    var path = "/" + encoded(key) + "/";
                    // Two slashes at the beginning would name another host.
                    return moved(302, key.startsWith("/") ? url(Optional.empty(), Optional.empty(), path) : path);
                }
            }
            var rule = website.rule(key, problem.status());
            if (rule.isPresent()) {
                return moved(rule.get());
            }
            if (website.error().isEmpty()) {
                return words.page(request, problem, Optional.empty());
            }
            var custom = website.error().get();
            var answer = read(custom, new Headers());
            if (answer.isWell()) {
                return withStatus(answer.reply(), problem);
            }
            answer.leave();
            return words.page(request, problem, Optional.of(problem(answer, custom)));
        }

        private OwnCalls.Answer read(String wanted, Headers headers) throws IOException {
            var operation = head ? S3Operation.HEAD_OBJECT : S3Operation.GET_OBJECT;
            return calls.nobody(
                    request(head ? "HEAD" : "GET", wanted, headers),
                    operation,
                    new Address(bucket.name(), wanted),
                    bucket.region());
        }

        private Request request(String method, String wanted, Headers headers) {
            return new Request(
                    request.id(), method, "/" + encoded(wanted), "", headers, request.body(), request.peer());
        }

        private Headers browsers() {
            var passed = new Headers();
            for (var name : PASSED) {
                request.headers().first(name).ifPresent(value -> passed.add(name, value));
            }
            return passed;
        }

        private Problem problem(OwnCalls.Answer answer, String wanted) {
            var details = answer.code().equals("NoSuchKey")
                    ? List.of(new Refusal.Detail("Key", wanted))
                    : List.<Refusal.Detail>of();
            return new Problem(answer.status(), answer.code(), answer.message(), details);
        }

        private Reply withStatus(Reply page, Problem problem) {
            var reply = page.as(problem.status(), page.body());
            page.headers().forEach(reply::with);
            return ErrorPage.named(reply, problem);
        }

        private Reply moved(RoutingRule rule) {
            var to = rule.to();
            return moved(to.status(), url(to.protocol(), to.host(), "/" + encoded(rule.key(key))));
        }

        private Reply moved(int status, String location) {
            return Reply.empty(status).with("location", location);
        }

        private String url(Optional<String> protocol, Optional<String> host, String path) {
            return protocol.orElse(request.peer().secure() ? "https" : "http") + "://"
                    + host.orElseGet(() -> request.headers().first("host").orElse("")) + path;
        }

        private static String encoded(String text) {
            return PercentEncoding.encode(text, true);
        }
    }
}
