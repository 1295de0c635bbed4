"""Moto's server, which calls `CORS(app)` for the app of each service, then empties it."""

import json
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError

A, EVIL = "https://a.example", "https://evil.test"
SERVER = "moto_server --host 127.0.0.1 --port {port}"
#: Credentials in the form moto expects; it checks no signature.
AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=key/20300101/us-east-1/dynamodb/aws4_request,"
    " SignedHeaders=host, Signature=none"
)
#: All its apps are in debug mode, and open to any origin.
OPEN = {"refuses": False, "credentials": False}
pytestmark = pytest.mark.package("moto")


def client(site, service):
    """Return a client of one service."""
    return boto3.client(
        service,
        endpoint_url=f"http://127.0.0.1:{site.port}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )


def presigned(s3, method, key):
    """Return the path with which a page can do one operation on an object."""
    url = urlsplit(s3.generate_presigned_url(method, {"Bucket": "pages", "Key": key}))
    return f"{url.path}?{url.query}"


def test_s3(run):
    """boto3 creates and removes objects, and pages read and write them by presigned URLs."""
    with run(SERVER, **OPEN) as site:
        s3 = client(site, "s3")
        s3.create_bucket(Bucket="pages")
        s3.put_object(Bucket="pages", Key="one", Body=b"1")
        assert s3.get_object(Bucket="pages", Key="one")["Body"].read() == b"1"
        assert site.fetch(200, "GET", presigned(s3, "get_object", "one")).body == b"1"
        put = presigned(s3, "put_object", "two")
        site.fetch(200, "PUT", put, data=b"2", headers={"Content-Type": "application/x-page"})
        assert s3.get_object(Bucket="pages", Key="two")["Body"].read() == b"2"
        listed = s3.list_objects_v2(Bucket="pages")["Contents"]
        assert [each["Key"] for each in listed] == ["one", "two"]
        s3.delete_object(Bucket="pages", Key="one")
        with pytest.raises(ClientError, match="NoSuchKey"):
            s3.get_object(Bucket="pages", Key="one")
        assert b"NoSuchKey" in site.fetch(404, "GET", presigned(s3, "get_object", "one")).body
        part = {"Range": "bytes=0-0"}
        assert site.fetch(206, "GET", presigned(s3, "get_object", "two"), headers=part).body == b"2"
        # A method outside the policy is refused as usual.
        refused = site.preflight("PROPFIND", presigned(s3, "get_object", "two"))
        assert refused.get("access-control-allow-methods") is None


def test_dynamodb(run):
    """boto3 and a page with its protocol write and read items."""
    with run(SERVER, **OPEN) as site:
        dynamodb = client(site, "dynamodb")
        dynamodb.create_table(
            TableName="items",
            KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        tea = {"name": {"S": "tea"}, "price": {"N": "5"}}
        dynamodb.put_item(TableName="items", Item=tea)
        key = {"name": {"S": "tea"}}
        assert dynamodb.get_item(TableName="items", Key=key)["Item"] == tea
        assert dynamodb.scan(TableName="items")["Items"] == [tea]
        with pytest.raises(ClientError, match="ResourceNotFound"):
            dynamodb.get_item(TableName="none", Key=key)
        for status, action, sent, found in (
            (200, "GetItem", {"TableName": "items", "Key": key}, "tea"),
            (400, "GetItem", {"TableName": "none", "Key": key}, "ResourceNotFound"),
            (500, "Nonsense", {}, "Internal Server Error"),
        ):
            headers = {
                "Authorization": AUTHORIZATION,
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": f"DynamoDB_20120810.{action}",
            }
            # The preflight has no Authorization: moto lets S3 handle it, and lists the buckets.
            names = {"authorization", "content-type", "x-amz-target"}
            site.may_send(site.preflight("POST", "/", names), "POST", names)
            answer = site.actual(status, "POST", "/", headers, json.dumps(sent))
            assert found in answer.body.decode()


@pytest.mark.parametrize("alone", [False, True], ids=["beside CORS(app)", "alone"])
def test_cors_of_a_bucket(run, alone):
    """A bucket's CORS rules, which moto applies itself, cause one warning and no second header.

    MOTO_DISABLE_GLOBAL_CORS leaves only these rules.
    """
    env = {"MOTO_DISABLE_GLOBAL_CORS": "1"} if alone else {}
    warns = [] if alone else ["sets Access-Control-Allow-Origin"]
    with run(SERVER, env=env, warns=warns, **OPEN) as site:
        s3 = client(site, "s3")
        s3.create_bucket(Bucket="pages")
        s3.put_object(Bucket="pages", Key="one", Body=b"1")
        rule = {"AllowedMethods": ["GET"], "AllowedOrigins": [A], "ExposeHeaders": ["ETag"]}
        s3.put_bucket_cors(Bucket="pages", CORSConfiguration={"CORSRules": [rule]})
        path = presigned(s3, "get_object", "one")
        for _ in range(2):
            answer = site.ask("GET", path, {"Origin": A})
            assert answer.get("access-control-allow-origin") == A
            assert answer.get("access-control-expose-headers") == "ETag"
        other = site.ask("GET", path, {"Origin": EVIL}).get("access-control-allow-origin")
        assert other == (None if alone else EVIL)
        for origin, status in ((A, 200), (EVIL, 403)):
            assert site.preflight("GET", path, origin=origin).status == status
