# expect: some(A, B, credentials=True)
# warns: sets Access-Control-Allow-Origin
# views: any path

from flask import Flask, request

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://a.com", "https://b.com"], supports_credentials=True)


@app.after_request
def echo(response):
    origin = request.headers.get("Origin")
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
