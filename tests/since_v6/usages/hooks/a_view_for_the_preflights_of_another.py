# expect: some(LOCAL, "http://127.0.0.1:3000", path="/chat", method="POST")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/chat", methods=["OPTIONS"])
@cross_origin(origins=["http://localhost:3000", "http://127.0.0.1:3000"])
def chat_options():
    return "", 204


@app.route("/chat", methods=["POST"])
@cross_origin(origins=["http://localhost:3000", "http://127.0.0.1:3000"])
def chat():
    return {"reply": "hello"}
