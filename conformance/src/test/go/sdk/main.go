// Everyday work with the AWS SDK for Go v2 at its defaults, and its manager of uploads and downloads: each protection.
//
// ENDPOINT is the server's URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION say who asks, KMS_KEY is a
// key of the KMS. New buckets must allow SSE-C.
package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const partBytes = 5 << 20

var (
	ctx   = context.Background()
	large = make([]byte, 2*partBytes+12345)
	small = []byte("hello")
	calls = 0
)

// protection is what one run asks for.
type protection struct {
	name    string
	sse     types.ServerSideEncryption
	kmsKey  *string
	sealed  bool
	wrapped string
}

const customerKey = "01234567890123456789012345678901"

// customer is the key of SSE-C, its algorithm and its digest, as the SDK wants them.
func (p protection) customer() (algorithm, key, digest *string) {
	if !p.sealed {
		return nil, nil, nil
	}
	sum := md5.Sum([]byte(customerKey))
	return aws.String("AES256"), aws.String(base64.StdEncoding.EncodeToString([]byte(customerKey))),
		aws.String(base64.StdEncoding.EncodeToString(sum[:]))
}

func must[T any](value T, err error) T {
	calls++
	if err != nil {
		panic(err)
	}
	return value
}

func expect(holds bool, what string, details ...any) {
	if !holds {
		panic(fmt.Sprint(what, " ", fmt.Sprint(details...)))
	}
}

func transport() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}

func client() *s3.Client {
	trusting := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	})
	loaded := must(config.LoadDefaultConfig(ctx, config.WithHTTPClient(trusting)))
	return s3.NewFromConfig(loaded, func(o *s3.Options) {
		o.BaseEndpoint = aws.String(os.Getenv("ENDPOINT"))
		o.UsePathStyle = true
	})
}

func protections() []protection {
	key := aws.String(os.Getenv("KMS_KEY"))
	return []protection{
		{name: "default", wrapped: "AES256"},
		{name: "sse-s3", sse: types.ServerSideEncryptionAes256, wrapped: "AES256"},
		{name: "sse-kms", sse: types.ServerSideEncryptionAwsKms, kmsKey: key, wrapped: "aws:kms"},
		{name: "dsse-kms", sse: types.ServerSideEncryptionAwsKmsDsse, kmsKey: key, wrapped: "aws:kms:dsse"},
		{name: "sse-c", sealed: true},
	}
}

func (p protection) put(bucket, key string, body io.Reader) *s3.PutObjectInput {
	algorithm, secret, digest := p.customer()
	return &s3.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: body, ContentType: aws.String("text/plain"),
		Metadata:             map[string]string{"colour": "blue"},
		ServerSideEncryption: p.sse, SSEKMSKeyId: p.kmsKey,
		SSECustomerAlgorithm: algorithm, SSECustomerKey: secret, SSECustomerKeyMD5: digest,
	}
}

func (p protection) get(bucket, key string) *s3.GetObjectInput {
	algorithm, secret, digest := p.customer()
	return &s3.GetObjectInput{Bucket: &bucket, Key: &key,
		SSECustomerAlgorithm: algorithm, SSECustomerKey: secret, SSECustomerKeyMD5: digest}
}

// same reads an object whole, and by parts, and compares it.
func same(c *s3.Client, bucket, key string, p protection, wanted []byte) {
	got := must(c.GetObject(ctx, p.get(bucket, key)))
	defer got.Body.Close()
	expect(bytes.Equal(must(io.ReadAll(got.Body)), wanted), "another content of "+key)
	expect(string(got.ServerSideEncryption) == p.wrapped, "another protection of "+key, got.ServerSideEncryption)
	buffer := manager.NewWriteAtBuffer(nil)
	must(manager.NewDownloader(c).Download(ctx, buffer, p.get(bucket, key)))
	expect(bytes.Equal(buffer.Bytes(), wanted), "another download of "+key)
	algorithm, secret, digest := p.customer()
	head := must(c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key,
		SSECustomerAlgorithm: algorithm, SSECustomerKey: secret, SSECustomerKeyMD5: digest}))
	expect(*head.ContentLength == int64(len(wanted)), "another size of "+key, *head.ContentLength)
	expect(head.Metadata["colour"] == "blue", "other metadata of "+key, head.Metadata)
}

func copies(c *s3.Client, bucket string, p protection) {
	algorithm, secret, digest := p.customer()
	must(c.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: &bucket, Key: aws.String("copy ä+b"), CopySource: aws.String(bucket + "/parts"),
		ServerSideEncryption: p.sse, SSEKMSKeyId: p.kmsKey,
		SSECustomerAlgorithm: algorithm, SSECustomerKey: secret, SSECustomerKeyMD5: digest,
		CopySourceSSECustomerAlgorithm: algorithm, CopySourceSSECustomerKey: secret, CopySourceSSECustomerKeyMD5: digest,
	}))
	same(c, bucket, "copy ä+b", p, large)
}

// presigns sends what a URL asks for, with the headers that it signed.
func presigns(c *s3.Client, bucket string, p protection) {
	signer := s3.NewPresignClient(c, s3.WithPresignExpires(time.Hour))
	input := p.put(bucket, "presigned", nil)
	put := must(signer.PresignPutObject(ctx, input))
	request := must(http.NewRequest(put.Method, put.URL, bytes.NewReader(small)))
	request.Header = put.SignedHeader
	request.ContentLength = int64(len(small))
	answer := must(transport().Do(request))
	defer answer.Body.Close()
	expect(answer.StatusCode == 200, "refused", answer.StatusCode, string(must(io.ReadAll(answer.Body))))
	get := must(signer.PresignGetObject(ctx, p.get(bucket, "presigned")))
	request = must(http.NewRequest(get.Method, get.URL, nil))
	request.Header = get.SignedHeader
	answer = must(transport().Do(request))
	defer answer.Body.Close()
	expect(string(must(io.ReadAll(answer.Body))) == string(small), "another content by URL", answer.StatusCode)
}

func lists(c *s3.Client, bucket string) []types.ObjectIdentifier {
	found := []types.ObjectIdentifier{}
	names := []string{}
	pages := s3.NewListObjectsV2Paginator(c, &s3.ListObjectsV2Input{Bucket: &bucket, MaxKeys: aws.Int32(2)})
	for pages.HasMorePages() {
		for _, object := range must(pages.NextPage(ctx)).Contents {
			found = append(found, types.ObjectIdentifier{Key: object.Key})
			names = append(names, *object.Key)
		}
	}
	expect(strings.Join(names, ",") == "copy ä+b,empty,parts,presigned,small", "another listing", names)
	return found
}

func main() {
	rand.New(rand.NewSource(1)).Read(large)
	run := fmt.Sprintf("%x", md5.Sum([]byte(os.Getenv("ENDPOINT"))))[:8]
	c := client()
	for i, p := range protections() {
		fmt.Println(p.name)
		bucket := fmt.Sprintf("client-go-sdk-%s-%d", run, i)
		must(c.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}))
		must(c.PutObject(ctx, p.put(bucket, "small", bytes.NewReader(small))))
		same(c, bucket, "small", p, small)
		must(c.PutObject(ctx, p.put(bucket, "empty", bytes.NewReader(nil))))
		uploader := manager.NewUploader(c)
		must(uploader.Upload(ctx, p.put(bucket, "parts", io.LimitReader(bytes.NewReader(large), int64(len(large))))))
		same(c, bucket, "parts", p, large)
		copies(c, bucket, p)
		presigns(c, bucket, p)
		_, err := c.GetObject(ctx, p.get(bucket, "none"))
		var none *types.NoSuchKey
		expect(errors.As(err, &none), "another error", err)
		objects := lists(c, bucket)
		must(c.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &types.Delete{Objects: objects}}))
		must(c.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &bucket}))
	}
	fmt.Printf("AWS SDK for Go: %d calls succeeded\n", calls)
}
