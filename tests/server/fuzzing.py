"""Malformed requests: real ones that are cut, doubled and mixed with noise, the same for each seed."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

QUERIES = (
    "SELECT ?who (COUNT(*) AS ?n) WHERE { ?c rdf:subject ?who } GROUP BY ?who ORDER BY DESC(?n) LIMIT 5",
    'ASK { ?s ?p "Grüße"@de, """long "quoted" text""", 1.5e3 FILTER(REGEX(?s, "^a[b-c]+$", "i")) }',
    "CONSTRUCT { ?s ?p [] } WHERE { GRAPH ?g { ?s ?p ?o } OPTIONAL { ?o (ir:a/^ir:b)* ?x } }",
    "PREFIX x: <http://example.org/> DESCRIBE x:a <http://example.org/b> # why",
    "SELECT * FROM <urn:g> WHERE { { SELECT * { ?s a ?t } } UNION { VALUES (?a ?b) { (1 UNDEF) } } }",
    "SELECT (IF(BOUND(?x), SUBSTR(STR(?x), 2, 3), 1/0) AS ?y) { BIND(xsd:date('2024-02-30') AS ?x) }",
    "SELECT (<urn:unknown>(?x) AS ?y) { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }",
)
UPDATES = (
    "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1, 'x' } <urn:c> <urn:d> [] }",
    "WITH <urn:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o FILTER(?o > 1) } ; CLEAR DEFAULT",
    "PREFIX : <urn:> COPY :g TO :h ; MOVE SILENT :h TO DEFAULT ; LOAD <http://127.0.0.1:1/> ; DROP ALL",
)
GRAPHS = (
    ("text/turtle", "@prefix : <urn:> . :a :b [ :c ( 1 2.5 'x'@en ) ] ; :d <e> ."),
    (
        "application/ld+json",
        '{"@context": {"b": "urn:b"}, "@id": "urn:a", "b": [{"@value": 1}, {"@id": "x"}]}',
    ),
    (
        "application/rdf+xml",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a/></rdf:RDF>',
    ),
    ("application/n-triples", '<urn:a> <urn:b> "x\\u00e9" .\n'),
)
MEDIA = (
    "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded", "/", ";;;",
    "multipart/form-data; boundary=b", "multipart/form-data", "text/plain", "text/turtle", "a/b; charset=",
    "é",
)  # fmt: skip
FORM = (
    '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: {media}\r\n\r\n'
    "{graph}\r\n--b--\r\n"
)
ACCEPTS = (
    "*/*", "text/csv", "text/turtle;q=0.5, */*;q=0.1", "application/json", "q=", ",,,", "*/*;q=nan",
    "*/*;q=2",
    "text/*;q=1e400", "a" * 3000, "application/sparql-results+json;q=0",
)  # fmt: skip
HEADERS = (
    "Authorization: Basic =", "Authorization: Bearer \xff\xfe", "If-None-Match: W/", "If-None-Match: *",
    "Origin: null", "Range: bytes=0-5", "Range: bytes=9-1", "Expect: 100-continue", "Content-Encoding: br",
    "X-Forwarded-Proto: gopher", "Cookie: \x01", "Host: [::1", "Host: a b", "Content-Length: -1",
    "Content-Length: 5", "Transfer-Encoding: chunked", "Transfer-Encoding: nonsense", "Connection: upgrade",
)  # fmt: skip
METHODS = (
    *["GET"] * 5, *["POST"] * 9, *["PUT"] * 2, "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "FOO",
)  # fmt: skip
PATHS = (
    *["/sparql"] * 12, *["/graphs"] * 6, "/sparql/", "/graphs/", "/graphs/a/../b", "/graphs/%2e%2e/%00", "/",
    "//", "/*", "/%ff",
)  # fmt: skip
NOISE = (
    '"', "'", '"""', "{", "}", "(", ")", "<", ">", "\\", "\\u0022", "\x00", "\n", "#", ";", ".", "?", "%",
    "é", "😀",
)  # fmt: skip


def make_requests(number: int, seed: int, authorization: str) -> Iterator[bytes]:
    """So many requests as the bytes that a client would send."""
    chance = random.Random(seed)
    for _ in range(number):
        kind = chance.randrange(10)
        if kind == 0:
            yield _spoil_bytes(chance, _request(chance, authorization))
        else:
            yield _request(chance, authorization)


def _request(chance: random.Random, authorization: str) -> bytes:
    method, path = chance.choice(METHODS), chance.choice(PATHS)
    parameters, media, body = _content(chance, method)
    headers = ["Host: localhost", f"Accept: {chance.choice(ACCEPTS)}"]
    if chance.random() < 0.7:
        headers.append(f"Authorization: {authorization}")
    if media and chance.random() < 0.9:
        headers.append(f"Content-Type: {media}")
    if chance.random() < 0.25:
        headers.append(chance.choice(HEADERS))
    if body and not any(header.startswith(("Content-Length", "Transfer")) for header in headers):
        headers.append(f"Content-Length: {len(body)}")
    target = f"{path}?{parameters}" if parameters else path
    head = "\r\n".join([f"{method} {target} HTTP/1.1", *headers, "Connection: close", "", ""])
    return head.encode("latin-1", "replace") + body


def _content(chance: random.Random, method: str) -> tuple[str, str, bytes]:
    """Parameters, media type and body, of which at least one is wrong most of the time."""
    query, update = _spoil(chance, chance.choice(QUERIES)), _spoil(chance, chance.choice(UPDATES))
    media, graph = chance.choice(GRAPHS)
    graph = _spoil(chance, graph)
    names = [f"{name}={quote(value)}" for name, value in (
        ("query", query), ("update", update), ("default-graph-uri", "urn:g"), ("graph", "urn:g"),
        ("default", ""),
        ("named-graph-uri", "not an iri"), ("using-graph-uri", "urn:g"), ("graph", "é"), ("query", "%"),
    )]  # fmt: skip
    parameters = "&".join(chance.sample(names, chance.choice([0, 1, 1, 2, 3])))
    if chance.random() < 0.6:
        parameters = names[0] if method == "GET" else ""
    if chance.random() < 0.05:
        parameters += "&%FF=%zz&=&"
    bodies = (
        ("application/sparql-query", query), ("application/sparql-update", update), (media, graph),
        ("", ""),
        ("application/x-www-form-urlencoded", f"query={quote(query)}"),
        ("application/x-www-form-urlencoded", f"update={quote(update)}&using-graph-uri=urn:x"),
        ("multipart/form-data; boundary=b", FORM.format(media=media, graph=graph)),
    )  # fmt: skip
    right, text = chance.choice(bodies)
    body = text.encode()
    if chance.random() < 0.1:
        body = _spoil_bytes(chance, body)
    return parameters, chance.choice(MEDIA) if chance.random() < 0.15 else right, body


def _spoil(chance: random.Random, text: str) -> str:
    """The text with up to four faults; one in five stays right."""
    for _ in range(chance.choice([0, 1, 1, 2, 4])):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(12))
        change = chance.randrange(6)
        if change == 0:
            text = text[:start]
        elif change == 1:
            text = text[:start] + text[end:]
        elif change == 2:
            text = text[:start] + text[start:end] * chance.choice([2, 50]) + text[end:]
        elif change == 3:
            text = text[:start] + chance.choice(NOISE) * chance.choice([1, 2, 400]) + text[start:]
        elif change == 4:
            text = text[:start] + chr(chance.choice([0, 7, 0xA0, 0x202E, 0xFFFF, 0x10FFFF])) + text[end:]
        else:
            other = chance.choice(QUERIES + UPDATES)
            text = text[:start] + other[chance.randrange(len(other)) :] + text[end:]
    return text


def _spoil_bytes(chance: random.Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt[: chance.randrange(len(spoilt) + 1)] if chance.random() < 0.3 else spoilt)


def send(url: str, request: bytes, seconds: float) -> int | None:
    """Send a request as it is; the status of the answer, None if the server closed without one.

    A server that waits for the rest of a request is told after a second that there is none. Raises
    TimeoutError if it does not answer or close in time.
    """
    where = urlsplit(url)
    with socket.create_connection((where.hostname or "", where.port or 80), timeout=1) as connection:
        try:
            connection.sendall(request)
            answer = _receive(connection)
            if answer is None:
                connection.settimeout(seconds)
                connection.shutdown(socket.SHUT_WR)
                answer = _receive(connection)
        except (ConnectionResetError, BrokenPipeError):
            return None
    if answer is None:
        raise TimeoutError(f"no answer within {seconds:g} seconds")
    status = answer[9:12]
    return int(status) if status.isdigit() else None


def _receive(connection: socket.socket) -> bytes | None:
    """What comes until the server closes; None if nothing comes in time."""
    answer = b""
    try:
        while part := connection.recv(65536):
            answer += part
    except TimeoutError:
        return answer or None
    return answer
