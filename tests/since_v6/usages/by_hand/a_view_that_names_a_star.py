# expect: any_origin("/estimate")
# expect: any_origin()
# warns: sets Access-Control-Allow-Origin
# views: any path

from flask import Flask, jsonify

from flask_cors import CORS

app = Flask(__name__)
CORS(app)


@app.get("/estimate")
def estimate():
    response = jsonify(price=5)
    response.headers.add("Access-Control-Allow-Origin", "*")
    return response
