// Everyday work with minio-go at its defaults: each protection, with and without trailing headers.
//
// ENDPOINT is the server's URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION say who asks, KMS_KEY is a
// key of the KMS. New buckets must allow SSE-C.
package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/tls"
	"fmt"
	"io"
	"math/rand"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/encrypt"
)

const (
	partBytes  = 5 << 20
	largeBytes = 2*partBytes + 12345
)

var (
	ctx   = context.Background()
	large = make([]byte, largeBytes)
	small = []byte("hello")
	calls = 0
)

// protection is what one run asks for.
type protection struct {
	name string
	sse  encrypt.ServerSide
	// shown is x-amz-server-side-encryption of what was written.
	shown string
}

// read is what reading an object needs besides: only a customer's key.
func (p protection) read() encrypt.ServerSide {
	if p.sse != nil && p.sse.Type() == encrypt.SSEC {
		return p.sse
	}
	return nil
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	calls++
	if err != nil {
		panic(err)
	}
}

func expect(holds bool, what string, details ...any) {
	if !holds {
		panic(fmt.Sprint(what, " ", fmt.Sprint(details...)))
	}
}

// transport trusts the test's own certificate.
func transport() *http.Transport {
	return &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
}

func client(trailing bool) *minio.Client {
	endpoint := must(url.Parse(os.Getenv("ENDPOINT")))
	return must(minio.New(endpoint.Host, &minio.Options{
		Creds:           credentials.NewStaticV4(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
		Region:          os.Getenv("AWS_REGION"),
		Secure:          endpoint.Scheme == "https",
		Transport:       transport(),
		TrailingHeaders: trailing,
	}))
}

func protections() []protection {
	key := os.Getenv("KMS_KEY")
	return []protection{
		{"default", nil, "AES256"},
		{"sse-s3", encrypt.NewSSE(), "AES256"},
		{"sse-kms", must(encrypt.NewSSEKMS(key, nil)), "aws:kms"},
		{"sse-kms with context", must(encrypt.NewSSEKMS(key, map[string]string{"team": "Ä"})), "aws:kms"},
		{"sse-c", must(encrypt.NewSSEC([]byte("01234567890123456789012345678901"))), ""},
	}
}

// same reads an object and compares it.
func same(c *minio.Client, bucket, key string, p protection, wanted []byte) {
	object := must(c.GetObject(ctx, bucket, key, minio.GetObjectOptions{ServerSideEncryption: p.read()}))
	defer object.Close()
	got := must(io.ReadAll(object))
	expect(bytes.Equal(got, wanted), "another content of "+key, len(got))
	stat := must(c.StatObject(ctx, bucket, key, minio.StatObjectOptions{ServerSideEncryption: p.read()}))
	expect(stat.Size == int64(len(wanted)), "another size of "+key, stat.Size)
	shown := stat.Metadata.Get("X-Amz-Server-Side-Encryption")
	expect(shown == p.shown, "another protection of "+key, shown)
}

func puts(c *minio.Client, bucket string, p protection) {
	options := minio.PutObjectOptions{
		ServerSideEncryption: p.sse,
		UserMetadata:         map[string]string{"colour": "blue"},
		ContentType:          "text/plain",
		PartSize:             partBytes,
	}
	must(c.PutObject(ctx, bucket, "small", bytes.NewReader(small), int64(len(small)), options))
	same(c, bucket, "small", p, small)
	must(c.PutObject(ctx, bucket, "empty", bytes.NewReader(nil), 0, options))
	same(c, bucket, "empty", p, nil)
	// In parts, whose number is known, side by side and as a stream.
	must(c.PutObject(ctx, bucket, "parts/known", bytes.NewReader(large), largeBytes, options))
	same(c, bucket, "parts/known", p, large)
	must(c.PutObject(ctx, bucket, "parts/stream", io.LimitReader(bytes.NewReader(large), largeBytes), -1, options))
	same(c, bucket, "parts/stream", p, large)
	single := options
	single.DisableMultipart = true
	must(c.PutObject(ctx, bucket, "single", bytes.NewReader(large), largeBytes, single))
	same(c, bucket, "single", p, large)
	digested := options
	digested.SendContentMd5 = true
	must(c.PutObject(ctx, bucket, "parts/md5", bytes.NewReader(large), largeBytes, digested))
	same(c, bucket, "parts/md5", p, large)
	abreast := options
	abreast.ConcurrentStreamParts = true
	abreast.NumThreads = 2
	must(c.PutObject(ctx, bucket, "parts/abreast", io.LimitReader(bytes.NewReader(large), largeBytes), -1, abreast))
	same(c, bucket, "parts/abreast", p, large)
	stat := must(c.StatObject(ctx, bucket, "small", minio.StatObjectOptions{ServerSideEncryption: p.read()}))
	expect(stat.UserMetadata["Colour"] == "blue", "other metadata", stat.UserMetadata)
	expect(stat.ContentType == "text/plain", "another type", stat.ContentType)
}

// checksums sends each kind, which needs trailing headers.
func checksums(c *minio.Client, bucket string, p protection) {
	kinds := []minio.ChecksumType{
		minio.ChecksumCRC32, minio.ChecksumCRC32C, minio.ChecksumSHA1, minio.ChecksumSHA256, minio.ChecksumCRC64NVME,
		minio.ChecksumFullObjectCRC32, minio.ChecksumFullObjectCRC32C,
	}
	for _, kind := range kinds {
		options := minio.PutObjectOptions{ServerSideEncryption: p.sse, PartSize: partBytes, Checksum: kind}
		key := "checksum/" + kind.String()
		must(c.PutObject(ctx, bucket, key, bytes.NewReader(large), largeBytes, options))
		same(c, bucket, key, p, large)
		must(c.PutObject(ctx, bucket, key, bytes.NewReader(small), int64(len(small)), options))
		same(c, bucket, key, p, small)
	}
}

func ranges(c *minio.Client, bucket string, p protection) {
	options := minio.GetObjectOptions{ServerSideEncryption: p.read()}
	check(options.SetRange(partBytes-3, partBytes+3))
	object := must(c.GetObject(ctx, bucket, "parts/known", options))
	defer object.Close()
	expect(bytes.Equal(must(io.ReadAll(object)), large[partBytes-3:partBytes+4]), "another range")
}

func copies(c *minio.Client, bucket string, p protection) {
	source := minio.CopySrcOptions{Bucket: bucket, Object: "parts/known", Encryption: p.read()}
	target := minio.CopyDestOptions{Bucket: bucket, Object: "copy ä+b", Encryption: p.sse}
	must(c.CopyObject(ctx, target, source))
	same(c, bucket, "copy ä+b", p, large)
	target.Object = "composed"
	must(c.ComposeObject(ctx, target, source, source))
	same(c, bucket, "composed", p, append(append([]byte{}, large...), large...))
}

func lists(c *minio.Client, bucket string) {
	for _, first := range []bool{false, true} {
		names := []string{}
		for found := range c.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: "parts/", UseV1: first}) {
			check(found.Err)
			names = append(names, found.Key)
		}
		expect(strings.Join(names, " ") == "parts/abreast parts/known parts/md5 parts/stream", "another listing", names)
	}
	for found := range c.ListIncompleteUploads(ctx, bucket, "", true) {
		check(found.Err)
		expect(false, "an upload was left behind", found.Key)
	}
}

// send does what a URL allows to whoever has it.
func send(method string, where *url.URL, body []byte, headers http.Header) []byte {
	request := must(http.NewRequest(method, where.String(), bytes.NewReader(body)))
	for name, values := range headers {
		request.Header[name] = values
	}
	response := must((&http.Client{Transport: transport()}).Do(request))
	defer response.Body.Close()
	answer := must(io.ReadAll(response.Body))
	expect(response.StatusCode/100 == 2, "refused", response.StatusCode, string(answer))
	return answer
}

func presigns(c *minio.Client, bucket string, p protection) {
	read, write := http.Header{}, http.Header{}
	if p.sse != nil {
		p.sse.Marshal(write)
	}
	if p.read() != nil {
		p.sse.Marshal(read)
	}
	for _, key := range []string{"presigned", "presigned ä+b"} {
		put := must(c.PresignHeader(ctx, http.MethodPut, bucket, key, time.Hour, nil, write))
		send(http.MethodPut, put, small, write)
		get := must(c.PresignHeader(ctx, http.MethodGet, bucket, key, time.Hour, nil, read))
		expect(bytes.Equal(send(http.MethodGet, get, nil, read), small), "another content by URL")
		head := must(c.PresignHeader(ctx, http.MethodHead, bucket, key, time.Hour, nil, read))
		send(http.MethodHead, head, nil, read)
		same(c, bucket, key, p, small)
	}
}

// posts sends forms that a policy allows: one for a key, one for whatever begins with a prefix. A form that names
// another key, is too long or belies its checksum is refused. The bucket's default encrypts, as forms of minio-go ask
// for an encryption without saying so in their policy.
func posts(c *minio.Client, bucket string) {
	policy := func() *minio.PostPolicy {
		made := minio.NewPostPolicy()
		check(made.SetBucket(bucket))
		check(made.SetExpires(time.Now().UTC().Add(time.Hour)))
		check(made.SetContentType("text/plain"))
		check(made.SetContentLengthRange(1, int64(len(small))))
		check(made.SetUserMetadata("colour", "blue"))
		check(made.SetSuccessStatusAction("201"))
		return made
	}
	one := policy()
	check(one.SetKey("posted ä+b"))
	check(one.SetChecksum(minio.ChecksumCRC32C.ChecksumBytes(small)))
	check(one.SetTagging("<Tagging><TagSet><Tag><Key>kind</Key><Value>form</Value></Tag></TagSet></Tagging>"))
	where, fields, err := c.PresignedPostPolicy(ctx, one)
	check(err)
	status, answer := post(where, fields, small)
	expect(status == 201 && strings.Contains(answer, "<PostResponse>"), "refused", status, answer)
	status, answer = post(where, fields, []byte("HELLO"))
	expect(status == 400, "another content than its checksum", status, answer)
	status, answer = post(where, fields, append([]byte("long "), small...))
	expect(status == 400 && strings.Contains(answer, "EntityTooLarge"), "too long", status, answer)
	fields["key"] = "another"
	status, answer = post(where, fields, small)
	expect(status == 403 && strings.Contains(answer, "AccessDenied"), "another key", status, answer)
	same(c, bucket, "posted ä+b", protection{shown: "AES256"}, small)
	stat := must(c.StatObject(ctx, bucket, "posted ä+b", minio.StatObjectOptions{}))
	expect(stat.UserMetadata["Colour"] == "blue" && stat.ContentType == "text/plain", "other metadata", stat)
	tags := must(c.GetObjectTagging(ctx, bucket, "posted ä+b", minio.GetObjectTaggingOptions{}))
	expect(tags.ToMap()["kind"] == "form", "other tags", tags)

	several := policy()
	check(several.SetKeyStartsWith("forms/"))
	where, fields, err = c.PresignedPostPolicy(ctx, several)
	check(err)
	for _, name := range []string{"one", "two"} {
		fields["key"] = "forms/" + name
		status, answer = post(where, fields, small)
		expect(status == 201, "refused", status, answer)
		same(c, bucket, "forms/"+name, protection{shown: "AES256"}, small)
	}
}

func post(where *url.URL, fields map[string]string, content []byte) (int, string) {
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	for name, value := range fields {
		check(writer.WriteField(name, value))
	}
	file := must(writer.CreateFormFile("file", "a name"))
	must(file.Write(content))
	check(writer.Close())
	request := must(http.NewRequest(http.MethodPost, where.String(), &form))
	request.Header.Set("Content-Type", writer.FormDataContentType())
	response := must((&http.Client{Transport: transport()}).Do(request))
	defer response.Body.Close()
	return response.StatusCode, string(must(io.ReadAll(response.Body)))
}

func clear(c *minio.Client, bucket string) {
	for failed := range c.RemoveObjects(ctx, bucket,
		c.ListObjects(ctx, bucket, minio.ListObjectsOptions{Recursive: true}), minio.RemoveObjectsOptions{}) {
		check(failed.Err)
	}
	check(c.RemoveBucket(ctx, bucket))
}

func main() {
	rand.New(rand.NewSource(1)).Read(large)
	run := fmt.Sprintf("%x", md5.Sum([]byte(os.Getenv("ENDPOINT"))))[:8]
	for t, trailing := range []bool{false, true} {
		c := client(trailing)
		for i, p := range protections() {
			fmt.Printf("%s, trailing headers %v\n", p.name, trailing)
			bucket := fmt.Sprintf("client-minio-go-%s-%d-%d", run, t, i)
			check(c.MakeBucket(ctx, bucket, minio.MakeBucketOptions{Region: os.Getenv("AWS_REGION")}))
			expect(must(c.BucketExists(ctx, bucket)), "no bucket")
			puts(c, bucket, p)
			if trailing {
				checksums(c, bucket, p)
			}
			ranges(c, bucket, p)
			copies(c, bucket, p)
			lists(c, bucket)
			presigns(c, bucket, p)
			posts(c, bucket)
			clear(c, bucket)
		}
	}
	fmt.Printf("minio-go: %d calls succeeded\n", calls)
}
