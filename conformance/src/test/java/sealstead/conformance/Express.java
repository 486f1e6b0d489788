package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;

/// Directory buckets over plain HTTP, for what no SDK would send.
final class Express {
    private final LocalServer server;

    Express(LocalServer server) {
        this.server = server;
    }

    static String configuration(String zone) {
        return configuration(zone, "AvailabilityZone", "SingleAvailabilityZone");
    }

    static String configuration(String zone, String type, String redundancy) {
        return "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Location><Name>" + zone
                + "</Name><Type>" + type + "</Type></Location><Bucket><DataRedundancy>" + redundancy
                + "</DataRedundancy><Type>Directory</Type></Bucket></CreateBucketConfiguration>";
    }

    static String arn(String bucket) {
        return "arn:aws:s3express:" + LocalServer.REGION + ":" + LocalServer.ACCOUNT + ":bucket/" + bucket;
    }

    /// The name of a bucket of its own in `use1-az4`.
    static String name(String base) {
        return inZone(Endpoint.own(base));
    }

    static String inZone(String base) {
        return base + "--use1-az4--x-s3";
    }

    Raw raw(String method, String target) {
        return Raw.request(server.endpoint(), method, target)
                .time(server.clock().instant())
                .service("s3express");
    }

    /// A new directory bucket of `person`.
    String create(People.Person person, String base) throws IOException {
        var bucket = name(base);
        var reply = person.sign(raw("PUT", "/" + bucket).body(configuration("use1-az4")))
                .send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return bucket;
    }

    /// Credentials of a session.
    record Session(Express express, String accessKeyId, String secret, String token) {
        Raw raw(String method, String target) {
            return express.raw(method, target);
        }

        Raw signing(Raw request) {
            return request.accessKeyId(accessKeyId)
                    .secret(secret)
                    .header("x-amz-s3session-token", token)
                    .sign();
        }

        Raw.Reply call(String method, String target) throws IOException {
            return signing(raw(method, target)).send();
        }

        Raw.Reply put(String target, String body) throws IOException {
            return signing(raw("PUT", target).body(body)).send();
        }
    }

    Raw.Reply askSession(People.Person person, String bucket, Map<String, String> headers) throws IOException {
        var request = raw("GET", "/" + bucket + "?session");
        headers.forEach(request::header);
        return person.sign(request).send();
    }

    Session session(People.Person person, String bucket, Map<String, String> headers) throws IOException {
        var reply = askSession(person, bucket, headers);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return new Session(
                this, reply.element("AccessKeyId"), reply.element("SecretAccessKey"), reply.element("SessionToken"));
    }

    Session session(People.Person person, String bucket) throws IOException {
        return session(person, bucket, Map.of());
    }
}
