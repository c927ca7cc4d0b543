"""AWS's protocols by botocore's models: requests are taken apart and checked against the model of their operation,
answers are written by it. What the model does not know is an error on either side."""
import json
import re
import time
import urllib.parse
from xml.sax.saxutils import escape

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.session
import botocore.validate

SESSION = botocore.session.get_session()
SERVICES = {}  # by the name that signatures carry


def model(name):
    if name not in SERVICES:
        SERVICES[name] = SESSION.get_service_model({"monitoring": "cloudwatch"}.get(name, name))
    return SERVICES[name]


class BadRequest(Exception):
    pass


def is_json(service):
    return "targetPrefix" in service.metadata and service.service_name != "cloudwatch"


def is_ec2(service):
    return service.metadata["protocol"] == "ec2"


def parse_request(service, headers, body):
    """(operation's name, its parameters by the model's names); raises BadRequest."""
    if is_json(service):
        prefix, _, name = headers.get("x-amz-target", "").partition(".")
        if prefix != service.metadata["targetPrefix"] or headers.get("content-type") != "application/x-amz-json-1.1":
            raise BadRequest(f"no request of {service.service_name}")
        parameters = json.loads(body)
    else:
        if headers.get("content-type") != "application/x-www-form-urlencoded; charset=utf-8":
            raise BadRequest("no form")
        fields = dict(pair.split("=", 1) for pair in body.decode().split("&"))
        fields = {urllib.parse.unquote(key): urllib.parse.unquote(value) for key, value in fields.items()}
        name = fields.pop("Action", "")
        if fields.pop("Version", "") != service.api_version:
            raise BadRequest("the API's version is wrong")
    if name not in service.operation_names:
        raise BadRequest(f"{service.service_name} has no operation {name}")
    shape = service.operation_model(name).input_shape
    if not is_json(service):
        parameters = parse_fields(service, shape, fields, "") or {}
        if fields:
            raise BadRequest(f"{name} takes no {sorted(fields)}")
    if shape is not None:
        report = botocore.validate.ParamValidator().validate(parameters, shape)
        if report.has_errors():
            raise BadRequest(f"{name}: {report.generate_report()}")
    return name, parameters


def parse_fields(service, shape, fields, prefix):
    """The value of a shape from the fields that start with `prefix`, which it takes out; None where there are none."""
    if shape is None:
        return None
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            key = member.serialization.get("name", name)
            if is_ec2(service):
                key = member.serialization.get("queryName", key[0].upper() + key[1:])
            value = parse_fields(service, member, fields, f"{prefix}.{key}" if prefix else key)
            if value is not None:
                found[name] = value
        return found or None
    if shape.type_name == "list":
        if not is_ec2(service) and not shape.serialization.get("flattened"):
            prefix += "." + shape.member.serialization.get("name", "member")
        found = []
        while (value := parse_fields(service, shape.member, fields, f"{prefix}.{len(found) + 1}")) is not None:
            found.append(value)
        return found or None
    text = fields.pop(prefix, None)
    if text is None:
        return None
    if shape.type_name == "boolean":
        return {"true": True, "false": False}[text]
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name in ("double", "float"):
        return float(text)
    return text


def write_answer(service, name, answer):
    """(content type, body)"""
    shape = service.operation_model(name).output_shape
    if is_json(service):
        check_names(shape, answer)
        return "application/x-amz-json-1.1", json.dumps(answer, default=str).encode()
    inner = write_xml(shape, answer) if shape is not None else ""
    if is_ec2(service):
        body = f"<{name}Response><requestId>TEST123</requestId>{inner}</{name}Response>"
    else:
        wrapper = shape.serialization.get("resultWrapper") if shape is not None else None
        inner = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
        body = f"<{name}Response>{inner}<ResponseMetadata><RequestId>TEST123</RequestId></ResponseMetadata></{name}Response>"
    return "text/xml", ('<?xml version="1.0" encoding="UTF-8"?>\n' + body).encode()


def check_names(shape, value):
    if shape is not None and shape.type_name == "structure":
        unknown = set(value) - set(shape.members)
        assert not unknown, f"the stand-in answers {unknown}, which {shape.name} does not have"
        for name, child in value.items():
            check_names(shape.members[name], child)
    elif shape is not None and shape.type_name == "list":
        for child in value:
            check_names(shape.member, child)


def write_xml(shape, value):
    check_names(shape, value)
    if shape.type_name == "structure":
        parts = []
        for name, child in value.items():
            member = shape.members[name]
            tag = member.serialization.get("name", name)
            parts.append(f"<{tag}>{write_xml(member, child)}</{tag}>")
        return "".join(parts)
    if shape.type_name == "list":
        tag = shape.member.serialization.get("name", "member")
        return "".join(f"<{tag}>{write_xml(shape.member, child)}</{tag}>" for child in value)
    if shape.type_name == "boolean":
        return "true" if value else "false"
    return escape(str(value))


def write_error(service, status, code, message):
    if is_json(service):
        return "application/x-amz-json-1.1", json.dumps({"__type": f"com.amazonaws#{code}", "message": message}).encode()
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    body = f"<Response><Errors>{error}</Errors><RequestID>TEST123</RequestID></Response>" if is_ec2(service) else \
        f"<ErrorResponse>{error}<RequestId>TEST123</RequestId></ErrorResponse>"
    return "text/xml", body.encode()


AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=([^,/]+)/(\d{8})/([^,/]+)/([^,/]+)/aws4_request, "
                           r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})")


def signer_of(headers):
    """(access key, day, region, service, signed headers, signature), or None."""
    match = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    return match.groups() if match else None


def signature_of(method, url, headers, body, secret):
    """What botocore would sign: its own implementation, not a copy of ours."""
    access_key, _, region, service, signed, _ = signer_of(headers)
    auth = botocore.auth.SigV4Auth(botocore.credentials.Credentials(access_key, secret), service, region)
    request = botocore.awsrequest.AWSRequest(method, url, {name: headers[name] for name in signed.split(";")}, body)
    request.context["timestamp"] = headers["x-amz-date"]
    return auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
